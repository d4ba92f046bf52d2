"""The third of four parts of the matrix: everyone gets what the table says at every fourth address."""

from tests.matrix.promises import *  # noqa: F403  each part makes the same promises
