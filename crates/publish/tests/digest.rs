//! The digest of what approvers approve.

use crate::example::{advisory, at};
use publish::{AdvisoryFacts, content_digest};
use words::Lang;

#[test]
fn one_character_changes_the_digest() {
    let facts = advisory(Lang::Ja);
    let before = content_digest(&facts);
    assert_eq!(before.len(), 64);
    let changes: [fn(&mut AdvisoryFacts); 14] = [
        |f| f.ja.solution.push('。'),
        |f| f.en.details.push(' '),
        |f| f.number.push('1'),
        |f| f.version.push('1'),
        |f| f.tlp = domain::psirt_case::Tlp::Green,
        |f| f.withdrawn = true,
        |f| f.csaf_lang = Lang::En,
        |f| f.products[0].fix_version.push('1'),
        |f| f.products[4].statement.push('x'),
        |f| f.products.swap(0, 1),
        |f| f.vulnerabilities[0].cwe = None,
        |f| f.vulnerabilities[0].title_en.push('x'),
        |f| f.revisions[1].summary_en.push('x'),
        |f| f.credits.clear(),
    ];
    for (nth, change) in changes.into_iter().enumerate() {
        let mut changed = facts.clone();
        change(&mut changed);
        assert_ne!(content_digest(&changed), before, "change {nth}");
    }
}

#[test]
fn the_instant_of_publication_is_not_part_of_what_is_approved() {
    let facts = advisory(Lang::Ja);
    let mut later = facts.clone();
    later.published_at = at("2026-12-01T00:00:00Z");
    later.revisions[1].at = later.published_at;
    assert_eq!(content_digest(&later), content_digest(&facts));
}

#[test]
fn text_does_not_slip_from_one_field_into_the_next() {
    let mut left = advisory(Lang::Ja);
    let mut right = left.clone();
    left.ja.title = "a\nsummary:1:b".into();
    right.ja.title = "a".into();
    assert_ne!(content_digest(&left), content_digest(&right));
}
