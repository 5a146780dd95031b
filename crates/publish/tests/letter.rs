//! Letters as their readers get them.

use crate::example::{advisory, at, org};
use crate::kept::compare;
use publish::letter::{Letter, Message, Receipt, advisory_to_reporter, advisory_to_subscriber, message_to_reporter, report_receipt};
use words::Lang;

const STATUS: &str = "https://psirt.kakuu.example/ja/report/status";

fn letters(lang: Lang) -> Vec<(&'static str, Letter)> {
    let receipt = |code, answer_by| Receipt {
        reference: "7Q3F-9M2D",
        received_at: at("2026-11-21T07:00:00+09:00"),
        status_url: STATUS,
        code,
        answer_by,
    };
    let first = {
        let mut facts = advisory(lang);
        facts.revisions.truncate(1);
        facts.version = "1.0".into();
        facts
    };
    let withdrawn = publish::AdvisoryFacts { withdrawn: true, ..advisory(lang) };
    let message = |name, next_by| Message {
        reference: "7Q3F-9M2D",
        name,
        text: "再現できました。\r\nI could reproduce it.",
        status_url: STATUS,
        next_by,
    };
    vec![
        ("receipt", report_receipt(lang, &org(), &receipt(None, None))),
        (
            "receipt, encrypted and promised",
            report_receipt(lang, &org(), &receipt(Some("1234-5678-9012-3456"), Some(at("2026-11-25T18:00:00+09:00")))),
        ),
        ("message", message_to_reporter(lang, &org(), &message("", None))),
        ("message with a date", message_to_reporter(lang, &org(), &message("架空 太郎", Some(at("2026-12-01T18:00:00+09:00"))))),
        ("advisory to reporter", advisory_to_reporter(lang, &first, "7Q3F-9M2D", "架空 太郎", true)),
        ("advisory to subscriber", advisory_to_subscriber(lang, &first, "https://psirt.kakuu.example/leave/abc")),
        ("revision to subscriber", advisory_to_subscriber(lang, &advisory(lang), "https://psirt.kakuu.example/leave/abc")),
        ("withdrawal to subscriber", advisory_to_subscriber(lang, &withdrawn, "https://psirt.kakuu.example/leave/abc")),
    ]
}

#[test]
fn letters_are_the_committed_ones() {
    for lang in Lang::ALL {
        let text: String = letters(lang)
            .into_iter()
            .map(|(name, letter)| format!("===== {name}\nSubject: {}\n\n{}\n", letter.subject, letter.body))
            .collect();
        compare(&format!("letters.{}.txt", lang.tag()), text.as_bytes());
    }
}

#[test]
fn a_subject_is_one_line_whatever_the_title_holds() {
    let mut facts = advisory(Lang::En);
    facts.en.title = "x\r\nBcc: all@example.com".into();
    let letter = advisory_to_subscriber(Lang::En, &facts, "");
    assert!(!letter.subject.contains(['\r', '\n']));
}

#[test]
fn a_long_table_is_left_to_the_page() {
    let mut facts = advisory(Lang::En);
    let row = facts.products[0].clone();
    facts.products = vec![row; publish::letter::PRODUCT_LINES_MAX + 3];
    assert!(advisory_to_subscriber(Lang::En, &facts, "").body.contains("For 3 more, see the page."));
}
