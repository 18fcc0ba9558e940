from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from keywords import Matcher, load_terms
from keywords.index import MAX_FINDS, Index
from warden.records import Assessment

MakeList = Callable[..., Path]


def words(found: Assessment, role: str = "signal") -> list[str]:
    return [match.term for match in found.matches if match.role == role]


def test_words_are_found_only_at_their_edges(shipped: Matcher) -> None:
    assert shipped.assess("epoxy 手串").grade == "none"
    assert words(shipped.assess("XY手串")) == ["xy"]
    assert shipped.assess("عاجل للبيع").grade == "none"
    assert words(shipped.assess("سبحة بالعاج")) == ["عاج"]


def test_a_german_compound_is_carried_to_its_end(shipped: Matcher) -> None:
    found = shipped.assess("Alte Elfenbeinschnitzerei, geschnitzt")
    first = next(match for match in found.matches if match.role == "signal")
    assert (first.term, first.start, first.end) == ("elfenbein", 5, 25)


def test_a_shadow_claims_only_its_own_span(shipped: Matcher) -> None:
    found = shipped.assess("Ivory lace dress with carved ivory netsuke")
    assert found.grade != "none"
    assert words(found, "shadow") == ["ivory lace", "ivory lace dress"]
    assert all(match.start != 0 for match in found.matches if match.role == "signal")


def test_a_shadow_for_one_target_leaves_others(shipped: Matcher) -> None:
    assert [row.target for row in shipped.assess("Leopard tortoise, captive bred").targets] == ["tortoise"]


def test_exclusions_lower_but_never_drop_a_hit(shipped: Matcher) -> None:
    plain = shipped.assess("Carved ivory bangle, antique")
    lowered = shipped.assess("Carved ivory bangle, antique, with a postcard and a poster")
    assert plain.grade == "hit" and lowered.grade != "none" and lowered.score < plain.score


def test_disguises_are_no_exclusions(shipped: Matcher) -> None:
    for title in (
        "Faux ivory box, carved, antique",
        "Carved bovine bone netsuke",
        "façon ivoire sculpté ancien",
    ):
        assert shipped.assess(title).grade != "none", title


def test_latin_names_need_a_live_context(shipped: Matcher) -> None:
    assert shipped.assess("Panthera leo, 4 values").grade == "none"
    assert shipped.assess("Testudo graeca hatchling").targets[0].target == "tortoise"
    assert shipped.assess("Testudo graeca", category="Reptiles").targets[0].target == "tortoise"


def test_a_category_is_compared_by_whole_words(shipped: Matcher) -> None:
    title = "Old ivory figure"
    assert shipped.assess(title, category="Modern art").score == shipped.assess(title).score
    assert shipped.assess(title, category="Fashion > Dresses").score < shipped.assess(title).score


def test_the_most_specific_target_is_carried(shipped: Matcher) -> None:
    found = shipped.assess("Indian star tortoise for sale, tame")
    assert [row.target for row in found.targets] == ["startortoise"]
    assert {match.target for match in found.matches if match.role == "signal"} == {"startortoise"}


def test_several_targets_stay_open(shipped: Matcher) -> None:
    found = shipped.assess("Rhino horn and elephant tusk, old collection")
    assert {row.target for row in found.targets} == {"elephant", "rhino"}
    assert [row.score for row in found.targets] == sorted((row.score for row in found.targets), reverse=True)


def test_vietnamese_without_accents_only_when_the_title_has_none(shipped: Matcher) -> None:
    assert words(shipped.assess("vong tay nga voi that")) == ["ngà voi"]
    assert "ngà voi" not in words(shipped.assess("nga voi giá rẻ ở Hà Nội"))


def test_two_words_of_vietnamese_without_accents_need_a_cue(shipped: Matcher) -> None:
    assert shipped.assess("Da Ho restaurant voucher").grade == "none"
    assert words(shipped.assess("da ho xua, hang that, vong tay")) == ["da hổ"]
    assert words(shipped.assess("cao ho cot nguyen chat")) == ["cao hổ cốt"]


def test_hangul_inside_a_word_needs_a_cue(shipped: Matcher) -> None:
    assert shipped.assess("안천산갑이").grade == "none"
    assert shipped.assess("천산갑 비늘").grade == "hit"


def test_units_may_stick_to_their_number(shipped: Matcher) -> None:
    assert "kg" in words(shipped.assess("Pangolin scales 12kg"), "cue")
    assert "kg" not in words(shipped.assess("Pangolin scales 12kgs2"), "cue")


def test_a_cue_far_away_in_the_description_does_not_count(shipped: Matcher) -> None:
    near, far = "carved and antique", "x " * 200 + "carved and antique"
    assert shipped.assess("Ivory thing", near).grade == "hit"
    assert shipped.assess("Ivory thing", far).grade == "none"


@pytest.mark.parametrize("word", ["ring ", "antique vintage carved box silver ", "牙"])
def test_no_crowd_of_trade_words_hides_what_stands_behind_it(shipped: Matcher, word: str) -> None:
    crowd = word * (4_000 // len(word))
    for text in (f"{crowd} elephant ivory tusk", f"elephant ivory tusk {crowd}", f"{crowd} 象牙 {crowd}"):
        assert shipped.assess("Lot", text).grade != "none", text[:40]


def test_a_text_of_nothing_but_signals_is_read_to_an_end(shipped: Matcher) -> None:
    found = shipped.assess("Lot", "elephant ivory tusk " * 1_000)
    assert found.grade == "hit"
    assert len(found.matches) <= 2 * MAX_FINDS


def test_offsets_are_code_points_of_the_original(shipped: Matcher) -> None:
    title, text = "🐘🐘 Geschenk", "Straße…  象牙手鏈 and IVORY\u00ad tusk"
    found = shipped.assess(title, text)
    spans = {
        match.term: text[match.start : match.end] for match in found.matches if match.field == "description"
    }
    assert spans["象牙"] == "象牙" and spans["ivory tusk"] == "IVORY\u00ad tusk"


def test_same_span_target_and_product_is_one_match(shipped: Matcher) -> None:
    both = [m for m in shipped.assess("古い 象牙 彫刻").matches if m.start == 3 and m.role == "signal"]
    assert len(both) == 1 and both[0].langs == ["ja", "zh-Hans"]
    assert shipped.assess("古い 象牙 彫刻", lang="ja").matches[1].lang == "ja"


def test_answers_do_not_depend_on_the_order_of_the_list(shipped: Matcher) -> None:
    vocab = load_terms()
    again = Matcher(vocab, Index.build(vocab.terms))
    for title in ("ivory bangle hand carved antique", "象牙手链", "Gris du Gabon EAM"):
        assert again.assess(title) == shipped.assess(title)


def test_needs_may_forbid(overlay: MakeList) -> None:
    own = overlay(en="term,kind,target,needs,weight,match\nkrait tooth,combined,python,!toy,strong,word\n")
    matcher = Matcher(load_terms([own]))
    assert matcher.assess("Krait tooth").grade == "hit"
    assert matcher.assess("Krait tooth toy").grade == "none"


def test_imported_names_need_a_product_or_trade_word(overlay: MakeList) -> None:
    own = overlay(en="term,kind,target,origin,weight\nzebra finchlet,species,parrots,imported,strong\n")
    matcher = Matcher(load_terms([own]))
    assert matcher.assess("Zebra finchlet with a hand reared friend").grade == "none"
    assert matcher.assess("Zebra finchlet feather for sale").grade != "none"


def test_of_a_restricted_term_only_the_id_is_shown(overlay: MakeList) -> None:
    own = overlay(
        en="id,term,kind,target,product,weight,sensitivity\nX-7,moonwhistle,code,elephant,ivory_worked,strong,restricted\n"
    )
    found = Matcher(load_terms([own])).assess("moonwhistle ring, moonwhistle box")
    hidden = [match for match in found.matches if match.term_id == "X-7"]
    assert found.restricted and len(hidden) == 1
    assert (hidden[0].term, hidden[0].start, hidden[0].end) == ("X-7", None, None)
    assert "moonwhistle" not in repr(found)


def test_regex_terms_follow_inflection(shipped: Matcher) -> None:
    for title in (
        "брошь из слоновой кости старинная",
        "Figurka z kości słoniowej, rzeźba",
        "figurka z kosci sloniowej rzezba",
    ):
        assert [row.target for row in shipped.assess(title).targets] == ["elephant"], title


def test_hundred_thousand_names_are_held(overlay: MakeList) -> None:
    rows = "\n".join(f"genus{i} species{i % 97},species,parrots,imported" for i in range(20_000))
    own = overlay(la="term,kind,target,origin\n" + rows + "\n")
    vocab = load_terms([own])
    matcher = Matcher(vocab)
    assert len(vocab.terms) > 20_000
    assert matcher.assess("Genus19999 species17 feather, for sale").targets[0].target == "parrots"
    assert matcher.assess("Genus19999 species17 again").grade == "none"


def test_the_compiled_list_can_be_kept(tmp_path: Path) -> None:
    vocab = load_terms()
    first = Matcher.from_cache(vocab, tmp_path)
    [kept] = tmp_path.iterdir()
    second = Matcher.from_cache(vocab, tmp_path)
    title = "งาช้าง กำไล and ivory bangle, carved"
    assert first.assess(title) == second.assess(title) and second.assess(title).grade == "hit"
    kept.write_bytes(b"broken")
    assert Matcher.from_cache(vocab, tmp_path).assess(title) == first.assess(title)


def test_matching_needs_nothing_heavy() -> None:
    code = "import sys, keywords, keywords.jsonl; print(*[m for m in sys.modules if m.split('.')[0] in {'scrapy','django','selectolax','lxml','twisted','parsel'}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "ivory " * 20_000, "🐘" * 5000, "象牙" * 5000, "\u202e\ud7ff", "ivory \ud800 tusk"],
)
def test_odd_texts_are_answered(shipped: Matcher, text: str) -> None:
    assert shipped.assess(text, text).grade in ("hit", "review", "none")
