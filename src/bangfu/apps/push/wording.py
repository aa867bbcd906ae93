"""What runs and messages of this room say, in one place for the catalogue."""

FINDING, FINDING_ALL = "算谁合适", "算谁合适、谁不发"
READING = "名录很大，正在读取"
SUBSCRIBED = "您订阅了"
EVERYTHING = "全部新需求"


def run_title(title: str) -> str:
    """The run that sends a push."""
    return f"推送：{title}"[:120]


def published_run_title(number: str) -> str:
    """The run that tells of a new need."""
    return f"新需求通知：{number}"


def writing(count: int) -> str:
    """The stage in which messages are written."""
    return f"写 {count} 人的消息"


def finished(reached: int, left: int) -> str:
    """How a push ended."""
    return f"{reached} 人会收到，{left} 个没有发，原因都在推送页。"


def told(count: int) -> str:
    """How telling of a new need ended."""
    return f"告诉了 {count} 人。"


def subscribed_title(title: str) -> str:
    """To who asked for needs like this."""
    return f"您订阅的新需求：{title}"[:80]


def digest_title(count: int) -> str:
    """The weekly digest."""
    return f"本周 {count} 条新需求符合您的订阅"


def relayed_title(title: str) -> str:
    """From a hub to its members."""
    return f"请看一条需求：{title}"[:80]


def suited_title(title: str) -> str:
    """To the few that suit a new need best."""
    return f"有一条适合你们的需求：{title}"[:80]


def test_title(title: str) -> str:
    """To oneself."""
    return f"【试看】{title}"[:80]


def duty_line(place: str, duty: str) -> str:
    """Why a contact is told."""
    return f"您在联系簿里负责{place}的{duty}"
