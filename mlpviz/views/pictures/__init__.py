"""What can be saved as a picture or as a film, and the dialogs that ask how."""
