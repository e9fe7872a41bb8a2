"""Verdicts on a training: each is a printed rule, judged by numbers that were measured."""
