"""What is wrong with a log, a proof or a note, as a code and a sentence."""


class LogError(Exception):
    """Something does not verify or cannot be read. ``code`` is for programs, ``str(error)`` says what and where."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
