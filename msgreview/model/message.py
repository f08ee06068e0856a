"""A message and its facts, as its file states them. The JSON Schema for message files comes from these types."""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec

from msgreview.model.cycle import EXAMPLES, PATTERN
from msgreview.model.span import Source

MessageKind = Literal["automated", "scripted", "mixed"]
Channel = Literal["email", "chat", "sms", "phone", "letter"]
MessageFormat = Literal["text", "markdown", "html"]
Status = Literal["draft", "published", "retired"]
Decision = Literal["keep", "edit", "retire"]
VariableType = Literal["text", "name", "date", "time", "amount", "number", "url", "email", "phone", "list", "flag"]

MessageId = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.:/-]*$",
        max_length=200,
        examples=["circulation.hold-ready"],
        description="The message's identity for ever; its path may change, this does not.",
    ),
]

LANGUAGE = r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$"

LanguageTag = Annotated[str, msgspec.Meta(pattern=LANGUAGE, examples=["de", "en-GB"], description="A BCP 47 tag.")]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A piece of a mixed message: exactly one of `use`, `text` and `write`."""

    use: str | None = None
    """Id of the message whose body stands here."""
    text: str | None = None
    """Text with template code, like a body."""
    write: str | None = None
    """What staff write here, said to them."""
    example: str | None = None
    """With `write`: what a member of staff might write."""


class Variable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Facts of a name in the template."""

    about: str = ""
    type: VariableType | None = None
    example: str | None = None
    min: str | None = None
    """The shortest value met in practice."""
    typical: str | None = None
    max: str | None = None
    """The longest value met in practice."""
    written: str = ""
    """How the sending system writes it, such as `<<borrowers.firstname>>`."""


class Stamp(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The record of the last review of the message."""

    last: date
    by: str = ""
    decision: Decision = "keep"
    seen: str = ""
    """Fingerprint of what the customer would have read on that day."""
    every: Annotated[str, msgspec.Meta(pattern=f"{PATTERN}|^$", examples=EXAMPLES)] = ""
    """The message's own cycle, such as `6 months`; the catalogue's where empty."""
    policies: dict[str, str] = {}
    """Policy values seen at the review, by dotted name."""
    note: str = ""
    """What the reviewer says: why, or what is recommended."""
    to: str = ""
    """With `edit`: who is to decide on the change that `note` recommends; empty where the reviewer made the change."""
    outside: bool = False
    """Whether the reviewer was none of the service's reviewers."""
    both_wrote: str = ""
    """Why the reviewer may approve words that were in part their own: all who could have read them wrote some."""
    adopted: str = ""
    """Who took the stamp over from where the message was before, after looking at what bears it out."""


class Waiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A signed, dated exception to a yellow rule."""

    rule: str
    reason: str
    by: str
    until: date


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One template with its facts."""

    id: MessageId
    kind: MessageKind
    """Who looks before it goes out: nobody, a person who picks a ready text, or one who joins texts and writes words."""
    channel: Channel
    """How it reaches the reader."""
    title: str = ""
    """What staff call it."""
    service: str = ""
    """Which of the services in the settings it belongs to."""
    owner: str = ""
    """Who decides about the words; the service's owner where empty."""
    sent_by: str = ""
    """Where the live copy is."""
    trigger: str = ""
    """What makes the message go out."""
    subject: str = ""
    """The subject line, a template."""
    body: str = ""
    """What the reader gets, a template."""
    parts: tuple[Part, ...] = ()
    """What a message of kind `mixed` may be made of, in the place of a body."""
    samples: dict[str, dict[str, Any]] = {}
    """Named sets of values to render with; numbers print as they were typed."""
    review: Stamp | None = None
    """The record of the last review; `msgreview review` writes it."""
    waivers: tuple[Waiver, ...] = ()
    """Signed, dated exceptions to yellow rules."""
    lang: LanguageTag = "en"
    twin_of: str = ""
    """The message that it says the same as, in another language."""
    format: MessageFormat = "text"
    """How the body is written. Tags are not read as words."""
    status: Status = "published"
    """Drafts are read too; retired messages are not held to the rules."""
    audience: str = ""
    """For whom it is, where rules are for some readers only."""
    tags: tuple[str, ...] = ()
    """Words of your own that rules and lists can ask for."""
    variables: dict[str, Variable] = {}
    """What is known of the names in the template."""
    policies: tuple[str, ...] = ()
    """Dotted names of the policies the text relies on without quoting them."""
    supersedes: tuple[str, ...] = ()
    """Ids of messages that it replaces; their history and review live on in it."""
    escalate_to: str = ""
    """To whom staff pass on what this cannot answer."""
    notes: str = ""
    """For people; nothing reads it."""
    source: dict[str, str] = {}
    """For an imported message: where it came from."""

    @property
    def body_text(self) -> str:
        """The templates of the body and of the parts, one below the other."""
        return "\n".join(filter(None, (self.body, *(part.text for part in self.parts))))

    def text_of(self, field: str) -> str:
        """The template of a text: of `subject`, `body`, or a part as `parts.0.text`."""
        if field.startswith("parts."):
            return self.parts[int(field.split(".")[1])].text or ""
        return self.subject if field == "subject" else self.body


class Scalar(msgspec.Struct, frozen=True, gc=False):
    """A YAML scalar as it stands in its file.

    `start` and `end` are 0-based code points in the source text, quotes and block header included.
    `style` is "" (plain), "'", '"', "|" or ">". `value` is what YAML makes of it.
    """

    start: int
    end: int
    style: str
    value: str


class FieldSpan(msgspec.Struct, frozen=True, gc=False):
    """Where a field is: the span of its key, and of its value. A list item has the same span for both."""

    key_start: int
    key_end: int
    start: int
    end: int


class Entry(msgspec.Struct, frozen=True, eq=False):
    """A message as loaded: its facts, the file it is in, and where each field is.

    Field paths are dotted: `subject`, `review.last`, `parts.0.text`, `samples.one item.patron`.
    `texts` holds the scalars of the fields a customer reads (`subject`, `body`, `parts.N.text|write|example`).
    A field shared by several messages of a file has one span for all. `spans[""]` is the message as a whole.
    """

    message: Message
    source: Source
    spans: dict[str, FieldSpan]
    texts: dict[str, Scalar]

    def span(self, field: str) -> FieldSpan:
        """The span of `field`, or of the nearest field above it, or of the message's id."""
        while field and field not in self.spans:
            field = field.rpartition(".")[0]
        return self.spans.get(field or "id") or self.spans[""]
