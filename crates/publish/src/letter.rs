//! Letters: plain text, by hand in both languages, to the same meaning. Outsiders see the public reference, never the running number.

use crate::csaf::update_to;
use crate::facts::{AdvisoryFacts, OrgFacts, ProductRow};
use domain::assessment::VexStatus;
use domain::instant::Instant;
use words::Lang;

/// Product lines in a letter before it points to the page instead.
pub const PRODUCT_LINES_MAX: usize = 40;

/// A letter before it is addressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// Lines end with `\n`.
    pub body: String,
}

impl Letter {
    fn new(subject: &str, parts: &[String]) -> Self {
        let parts: Vec<&str> = parts.iter().map(|part| part.trim_end()).filter(|part| !part.is_empty()).collect();
        Self { subject: domain::text::clean_line(subject), body: domain::text::clean(&(parts.join("\n\n") + "\n")).text }
    }
}

/// What a receipt tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt<'a> {
    /// Public reference, `7Q3F-9M2D`.
    pub reference: &'a str,
    /// When the report arrived.
    pub received_at: Instant,
    /// Status page.
    pub status_url: &'a str,
    /// Receipt code; only for a letter that is sent encrypted.
    pub code: Option<&'a str>,
    /// By when a person answers, where that is promised.
    pub answer_by: Option<Instant>,
}

/// Confirms by itself that a report arrived; it has no technical content and is not yet the acknowledgement by a person.
#[must_use]
pub fn report_receipt(lang: Lang, org: &OrgFacts, receipt: &Receipt<'_>) -> Letter {
    let (reference, url) = (receipt.reference, receipt.status_url);
    let at = lang.words().instant(receipt.received_at);
    let by = receipt.answer_by.map(|by| lang.words().instant(by));
    let shown = |sentence: &'static str| if receipt.code.is_some() { "" } else { sentence };
    match lang {
        Lang::Ja => Letter::new(
            &format!("[{reference}] ご報告を受け取りました"),
            &[
                "ご報告者 様".to_owned(),
                format!("{}です。\nご報告いただき、ありがとうございます。次のとおり受け取りました。", team(org, lang)),
                format!("受付参照: {reference}\n受付日時: {at}"),
                receipt.code.map_or_else(String::new, |code| {
                    format!("受付コード: {code}\n受付コードは状況の確認に必要です。ほかの方に知らせないでください。")
                }),
                format!(
                    "状況の確認と追加のご連絡は、次のページからお願いいたします。{}\n{url}",
                    shown("受付時に表示した受付コードが必要です。")
                ),
                by.map_or_else(String::new, |by| format!("担当者から {by} までにご連絡いたします。")),
                "このメールには、ご報告の内容を記載しておりません。".to_owned(),
                signature(org, lang),
            ],
        ),
        Lang::En => Letter::new(
            &format!("[{reference}] We received your report"),
            &[
                "Dear reporter,".to_owned(),
                format!("This is {}.\nThank you for your report. We received it as follows.", team(org, lang)),
                format!("Reference: {reference}\nReceived:  {at}"),
                receipt.code.map_or_else(String::new, |code| {
                    format!("Receipt code: {code}\nYou need the code to see the status. Please do not share it.")
                }),
                format!(
                    "To see the status or add to your report, please use this page.{}\n{url}",
                    shown(" You need the receipt code that was shown to you.")
                ),
                by.map_or_else(String::new, |by| format!("A person will write to you by {by}.")),
                "This mail does not repeat what you reported.".to_owned(),
                signature(org, lang),
            ],
        ),
    }
}

/// A message that a person wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message<'a> {
    /// Public reference.
    pub reference: &'a str,
    /// How the reporter wishes to be addressed; empty = unknown.
    pub name: &'a str,
    /// The message.
    pub text: &'a str,
    /// Status page.
    pub status_url: &'a str,
    /// By when the next message comes, where that is promised.
    pub next_by: Option<Instant>,
}

/// Carries a message that a person wrote to a reporter.
#[must_use]
pub fn message_to_reporter(lang: Lang, org: &OrgFacts, message: &Message<'_>) -> Letter {
    let (reference, url) = (message.reference, message.status_url);
    let by = message.next_by.map(|by| lang.words().instant(by));
    let (subject, next, reply) = match lang {
        Lang::Ja => (
            format!("[{reference}] ご報告についてのご連絡"),
            by.map(|by| format!("次のご連絡は {by} までに差し上げます。")),
            format!("ご返信は、このメールの件名を変えずにお送りいただくか、次のページからお願いいたします。\n{url}"),
        ),
        Lang::En => (
            format!("[{reference}] About your report"),
            by.map(|by| format!("You will hear from us again by {by}.")),
            format!("To answer, reply without changing the subject, or use this page.\n{url}"),
        ),
    };
    let parts = [dear(lang, message.name), message.text.to_owned(), next.unwrap_or_default(), reply, signature(org, lang)];
    Letter::new(&subject, &parts)
}

/// Tells a reporter that the advisory of the report is out.
#[must_use]
pub fn advisory_to_reporter(lang: Lang, facts: &AdvisoryFacts, reference: &str, name: &str, credited: bool) -> Letter {
    let (number, url, org) = (&facts.number, facts.page_url(lang), &facts.org);
    let (title, at) = (&facts.sections(lang).title, lang.words().instant(facts.published_at));
    match lang {
        Lang::Ja => Letter::new(
            &format!("[{reference}] アドバイザリを公表しました ({number})"),
            &[
                dear(lang, name),
                format!(
                    "{}です。\nご報告いただいた件について、次のアドバイザリを公表しました。ご協力に心より感謝いたします。",
                    team(org, lang)
                ),
                format!("{number} {title}\n公表日時: {at}\n{url}"),
                if credited {
                    "謝辞には、ご希望のとおりお名前を記載しております。".to_owned()
                } else {
                    String::new()
                },
                "記載にお気づきの点がございましたら、このメールにご返信ください。".to_owned(),
                signature(org, lang),
            ],
        ),
        Lang::En => Letter::new(
            &format!("[{reference}] The advisory is out ({number})"),
            &[
                dear(lang, name),
                format!(
                    "This is {}.\nWe have published an advisory about what you reported. Thank you very much for your help.",
                    team(org, lang)
                ),
                format!("{number} {title}\nPublished: {at}\n{url}"),
                if credited { "You are named in the acknowledgments as you wished.".to_owned() } else { String::new() },
                "If anything in it should be corrected, please reply to this mail.".to_owned(),
                signature(org, lang),
            ],
        ),
    }
}

/// Tells a subscriber about an edition: what to do first. `leave_url` takes the address off the list with one click.
#[must_use]
pub fn advisory_to_subscriber(lang: Lang, facts: &AdvisoryFacts, leave_url: &str) -> Letter {
    let words = lang.words();
    let (number, url, sections) = (&facts.number, facts.page_url(lang), facts.sections(lang));
    let first = facts.revisions.len() <= 1;
    let kind = match (facts.withdrawn, first) {
        (true, _) => words.pick("取り下げました", "withdrawn"),
        (false, true) => words.pick("公表しました", "published"),
        (false, false) => words.pick("改訂しました", "revised"),
    };
    let opening = match lang {
        Lang::Ja => format!("当社の製品をご利用いただき、ありがとうございます。\n{}は、次のアドバイザリを{kind}。", facts.org.name(lang)),
        Lang::En => format!("Thank you for using our products.\n{} has {kind} the following advisory.", facts.org.name(lang)),
    };
    let change = facts.revisions.last().filter(|_| !first).map_or("", |revision| revision.summary(lang));
    let subject = match lang {
        Lang::Ja => format!("アドバイザリを{kind}: {number} {}", sections.title),
        Lang::En => format!("Advisory {kind}: {number} {}", sections.title),
    };
    let at = words.instant(facts.published_at);
    let version = match lang {
        Lang::Ja => format!("{number} {}\n版: {} / 日時: {at}", sections.title, facts.version),
        Lang::En => format!("{number} {}\nEdition: {} / Date: {at}", sections.title, facts.version),
    };
    let leave = match lang {
        Lang::Ja => format!("詳しくは次のページをご覧ください。\n{url}\n\n配信を止める場合は、次のリンクを開いてください。\n{leave_url}"),
        Lang::En => format!("For details, please see this page.\n{url}\n\nTo stop these mails, open this link.\n{leave_url}"),
    };
    // A withdrawn edition asks for nothing; its page says why.
    let table = if facts.withdrawn { String::new() } else { products(facts, lang) };
    let (solution, workaround) = if facts.withdrawn { ("", "") } else { (sections.solution.as_str(), sections.workaround.as_str()) };
    Letter::new(
        &subject,
        &[
            opening,
            version,
            section(lang, "変更点", "What changed", change),
            section(lang, "お客様にお願いすること", "What you should do", solution),
            section(lang, "対象の製品", "Products", &table),
            section(lang, "回避策", "Workaround", workaround),
            section(lang, "概要", "Summary", &sections.summary),
            leave,
            signature(&facts.org, lang),
        ],
    )
}

fn team(org: &OrgFacts, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{} {}", org.name(lang), org.psirt_name),
        Lang::En => format!("{} ({})", org.psirt_name, org.name(lang)),
    }
}

fn dear(lang: Lang, name: &str) -> String {
    match (lang, name.trim()) {
        (Lang::Ja, "") => "ご報告者 様".to_owned(),
        (Lang::Ja, name) => format!("{name} 様"),
        (Lang::En, "") => "Dear reporter,".to_owned(),
        (Lang::En, name) => format!("Dear {name},"),
    }
}

fn signature(org: &OrgFacts, lang: Lang) -> String {
    format!("-- \n{}\n{}\n{}\n{}", org.psirt_name, org.name(lang), org.contact_mail, org.url)
}

fn section(lang: Lang, ja: &str, en: &str, text: &str) -> String {
    match (lang, text.trim()) {
        (_, "") => String::new(),
        (Lang::Ja, text) => format!("■ {ja}\n{text}"),
        (Lang::En, text) => format!("{en}:\n{text}"),
    }
}

/// Affected releases and what to do, then the others by state; long tables are left to the page.
fn products(facts: &AdvisoryFacts, lang: Lang) -> String {
    let words = lang.words();
    let state = |row: &ProductRow| match row.status {
        VexStatus::Affected if !row.fix_version.is_empty() => {
            format!("{}{}", words.pick("影響あり。", "affected. "), update_to(&row.fix_version, row.delivery, lang))
        }
        VexStatus::Affected if row.no_fix => words.pick("影響あり。修正版は提供しません。", "affected. There will be no fix.").to_owned(),
        VexStatus::Affected => words.pick("影響あり。修正版はまだありません。", "affected. There is no fix yet.").to_owned(),
        VexStatus::NotAffected => words.pick("影響なし", "not affected").to_owned(),
        VexStatus::Fixed => words.pick("修正済み", "fixed").to_owned(),
        VexStatus::UnderInvestigation => words.pick("調査中", "under investigation").to_owned(),
    };
    let several = facts.vulnerabilities.len() > 1;
    let line = |row: &ProductRow| match row.vulnerability.as_ref().filter(|_| several) {
        Some(id) => format!("- {} ({id}): {}", row.name(), state(row)),
        None => format!("- {}: {}", row.name(), state(row)),
    };
    let mut rows: Vec<&ProductRow> = facts.products.iter().collect();
    rows.sort_by_key(|row| row.status != VexStatus::Affected);
    let mut lines: Vec<String> = rows.iter().take(PRODUCT_LINES_MAX).map(|row| line(row)).collect();
    if rows.len() > PRODUCT_LINES_MAX {
        let more = rows.len() - PRODUCT_LINES_MAX;
        lines.push(match lang {
            Lang::Ja => format!("ほか{more}件はページをご覧ください。"),
            Lang::En => format!("For {more} more, see the page."),
        });
    }
    lines.join("\n")
}
