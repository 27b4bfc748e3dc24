"""A text with two subjects: both are linted, half of the buyers get each, and never where something went wrong (NTC-10)."""

from pathlib import Path

import pytest

from todoke.notices.catalogue import Catalogue, CatalogueError, catalogue, text_of
from todoke.notices.lint.lint import Study, lint
from todoke.notices.lint.places import Place
from todoke.notices.render import render
from todoke.notices.samples import sample
from todoke.notices.two_subjects import arm_for, arm_of, may_compare

TEXT = (Path(catalogue().text("delivered", "en").path)).read_text("utf-8")


def with_second(subject: str, text: str = TEXT) -> str:
    head, _, rest = text.partition("\npreheader:")
    return f"{head}\nsubject_b: {subject}\npreheader:{rest}"


def found(folder: Path, kind: str, source: str) -> set[tuple[str, int]]:
    (folder / kind).mkdir()
    (folder / kind / "en.liquid").write_text(source, "utf-8")
    return {(one.rule, one.line) for one in lint([folder / kind / "en.liquid"])}


def test_a_good_second_subject_passes(tmp_path: Path) -> None:
    """NTC-11: and the text is as clean as before."""
    assert found(tmp_path, "delivered", with_second("{{ shop.name }}: your parcel is there, {{ order.number }}")) == set()


@pytest.mark.parametrize(("subject", "rule"), [
    ("Your parcel has arrived", "V-SUB-3"), ("{{ shop.name }}: your parcel has arrived and we hope so very much that you like it", "V-SUB-2"),
    ("{{ shop.name }}: ARRIVED!!!", "V-SUB-6"), ("{{ shop.name }}: {{ order.colour }} {{ order.number }}", "V-FCT-2"), ("", "V-SUB-1"),
    ("{{ shop.name }}: 20% off your next order", "V-SUB-8")])
def test_everything_is_asked_of_the_second_subject_too(subject: str, rule: str) -> None:
    """NTC-10, NTC-11: on its own line."""
    second = Study(Place(Path("en.liquid"), "delivered", "en", with_second(subject)), catalogue().about("delivered")).second
    assert second is not None
    second.__dict__["worlds"], second.__dict__["further"] = second.worlds[:1], []
    assert (rule, 3) in {(one.rule.id, one.line) for one in second.hits("own")}


def test_the_first_subject_is_linted_as_before(tmp_path: Path) -> None:
    """NTC-11: on the first line."""
    source = with_second("{{ shop.name }}: it is there, {{ order.number }}").replace("{{ shop.short_name | default: shop.name }}", "Hello", 1)
    assert ("V-SUB-3", 2) in found(tmp_path, "delivered", source) and "subject: Hello" in source


def test_trouble_is_no_experiment(tmp_path: Path) -> None:
    """NTC-10: of two apologies one is the right one."""
    source = with_second("{{ shop.name }}: about {{ order.number }}", catalogue().text("shipping_delay", "en").source)
    assert ("L-TRIAL", 3) in found(tmp_path, "shipping_delay", source)
    assert not may_compare("refund_issued", None) and not may_compare("own_kind", catalogue().about("stockout_choice")) and may_compare("delivered", None)


def test_a_text_that_holds_one_all_the_same_bears_its_first_subject() -> None:
    """NTC-10: nobody asks the lint of a folder of texts."""
    text = text_of("shipping_delay", "en", Path("en.liquid"), with_second("{{ shop.name }}: B", catalogue().text("shipping_delay", "en").source))
    assert {arm_for(text, catalogue().about("shipping_delay"), str(n)) for n in range(20)} == {""}


def test_half_of_the_buyers_get_each_and_a_retry_the_same() -> None:
    """NTC-10: by the notice's own key."""
    arms = [arm_of(f"1/{n}/delivered/p1") for n in range(10_000)]
    assert 4_800 < arms.count("a") < 5_200 and arms == [arm_of(f"1/{n}/delivered/p1") for n in range(10_000)]


@pytest.mark.parametrize("arm", ["", "a", "b"])
def test_the_page_bears_the_subject_of_the_mail(arm: str, tmp_path: Path) -> None:
    """NTC-10: its title, its heading; the words are the same."""
    (tmp_path / "delivered").mkdir()
    (tmp_path / "delivered" / "en.liquid").write_text(with_second("{{ shop.name }}: it is there"), "utf-8")
    (tmp_path / "delivered" / "about.toml").write_text((catalogue().folders[-1] / "delivered" / "about.toml").read_text("utf-8"))
    mail = render("delivered", "en", sample("plain", "en", "delivered"), of=Catalogue(tmp_path), arm=arm)
    plain = render("delivered", "en", sample("plain", "en", "delivered"))
    assert (mail.subject.endswith("it is there"), "it is there</title>" in mail.html) == (arm == "b", arm == "b")
    assert mail.text == plain.text and {mail.subject, mail.other_subject} > {plain.subject}


@pytest.mark.parametrize("source", [with_second(""), with_second("a").replace("subject: ", "subject_b: ", 1)])
def test_a_second_subject_that_is_none_is_refused(source: str) -> None:
    """NTC-22: with its line."""
    with pytest.raises(CatalogueError):
        text_of("delivered", "en", Path("en.liquid"), source)
