"""Collects what the screen says and compiles its translations; needs no GNU gettext on the machine."""

import ast
import io
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[3]
NOT_SHOWN = {"tests", "migrations", "locale", "static"}
Found = tuple[str, str | tuple[str, str], str | None]  # file, msgid (with plural), context

CALLS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "translated": None,  # gettext where `_` is gettext_lazy
    "wording": None,  # gettext_noop by the name it has where texts are only handed on
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
# What templatize() leaves of a template: calls between blanks, everything else blanked out.
TEMPLATE_CALL = re.compile(rf"\b(np|n|p|)(?:gettext|_)\(({STRING}(?:, {STRING})*)(?:, ?count)?\)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

# Written by hand because a creation date would make a change of every run.
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms};\\n"

"""


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # runs before the database or the compiled messages exist

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail on what is untranslated")
        parser.add_argument("--compile", action="store_true", help="only compile what is translated already")

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.LOCALE_PATHS[0])
        for language in [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]:
            po = root / language / "LC_MESSAGES" / "django.po"
            if options["compile"]:
                compile_po(po, language)
                continue
            catalog = merged(read(po, language), language)
            faults = [*problems(catalog)]
            if options["check"]:
                self.refuse(language, faults)
                continue
            write(po, catalog)
            compile_po(po, language)
            self.stdout.write(f"{language}: {len(catalog)} messages, {len(faults)} want a translator")

    def refuse(self, language: str, faults: list[str]) -> None:
        if not faults:
            self.stdout.write(f"{language}: complete")
            return
        for fault in faults:
            self.stderr.write(fault)
        raise CommandError(f"{language}: {len(faults)} messages want a translator; run manage.py messages and edit")


def shown_files(suffix: str) -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob(f"*{suffix}")):
        if not NOT_SHOWN.intersection(path.relative_to(PACKAGE).parts):
            yield path


def found() -> Iterator[Found]:
    for suffix, found_in in ((".py", in_python), (".html", in_template), (".txt", in_template)):
        for path in shown_files(suffix):
            yield from found_in(path.read_text("utf-8"), str(path.relative_to(PACKAGE.parent)))


def in_python(source: str, name: str) -> Iterator[Found]:
    for _line, msgid, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=CALLS):
        yield name, as_msgid(msgid), context


def in_template(source: str, name: str) -> Iterator[Found]:
    for kind, arguments in TEMPLATE_CALL.findall(templatize(source, origin=name)):
        strings = [ast.literal_eval(text) for text in re.findall(STRING, arguments)]
        context = strings.pop(0) if "p" in kind else None
        yield name, as_msgid(strings if "n" in kind else strings[0]), context


def as_msgid(found_id: str | list[str] | tuple[str, ...]) -> str | tuple[str, str]:
    if isinstance(found_id, str):
        return found_id
    return found_id[0], found_id[1]


def read(po: Path, language: str) -> Catalog:
    if not po.exists():
        return Catalog(locale=language, fuzzy=False)
    with po.open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def merged(old: Catalog, language: str) -> Catalog:
    """What the screen says today with the translations we have; what it no longer says is kept as obsolete."""
    catalog = Catalog(locale=language, fuzzy=False)
    known: dict[Any, Message] = {**old.obsolete}
    for message in old:
        if message.id:
            known[key(message)] = message
    for file, msgid, context in found():
        before = known.get(key_of(msgid, context))
        catalog.add(
            msgid,
            before.string if before and type(before.id) is type(msgid) else untranslated(msgid),
            locations=[(file, 0)],
            flags=before.flags if before else (),
            user_comments=before.user_comments if before else (),
            context=context,
        )
    catalog.obsolete.update(
        {k: message for k, message in known.items() if not catalog.get(message.id, message.context)}
    )
    return catalog


def untranslated(msgid: str | tuple[str, str]) -> str | tuple[str, str]:
    return "" if isinstance(msgid, str) else ("", "")


def key(message: Message) -> Any:
    return key_of(message.id, message.context)


def key_of(msgid: Any, context: str | None) -> Any:
    singular = msgid if isinstance(msgid, str) else msgid[0]
    return (singular, context) if context is not None else singular


def problems(catalog: Catalog) -> Iterator[str]:
    for message in catalog:
        if not message.id:
            continue
        ids, strings = texts(message.id), texts(message.string)
        where = message.locations[0][0]
        if not all(strings):
            yield f"{where}: {ids[0]!r} is not translated"
        elif message.fuzzy:
            yield f"{where}: {ids[0]!r} is marked as doubtful (fuzzy)"
        elif wanted := placeholders(ids) ^ placeholders(strings):
            yield f"{where}: {ids[0]!r} and its translation differ in {', '.join(sorted(wanted))}"


def texts(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else [*text]


def placeholders(forms: list[str]) -> set[str]:
    return {name for text in forms for name in PLACEHOLDER.findall(text)}


def write(po: Path, catalog: Catalog) -> None:
    body = io.BytesIO()
    write_po(body, catalog, width=110, omit_header=True, sort_output=True, include_lineno=False)
    po.parent.mkdir(parents=True, exist_ok=True)
    header = HEADER.format(language=po.parts[-3], plural_forms=catalog.plural_forms.rstrip(";"))
    po.write_bytes(header.encode() + body.getvalue())


def compile_po(po: Path, language: str) -> None:
    if not po.exists():
        return  # a language that was only just added speaks Chinese until it is translated
    with po.with_suffix(".mo").open("wb") as target:
        write_mo(target, read(po, language))
