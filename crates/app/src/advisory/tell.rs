//! Who is told: subscribers of the products, reporters, approvers. Everything goes through the outbox.

use super::content::Content;
use crate::subscriber::{leave_headers, leave_url};
use crate::{House, Result, post};
use domain::id::ProductId;
use domain::instant::Instant;
use domain::report::{Direction, ReportState};
use domain::viewer::Viewer;
use publish::letter::{self, Letter};
use publish::{AdvisoryFacts, OrgFacts};
use store::Tx;
use store::advisory::Edition;
use store::people::Person;
use store::psirt_case::Case;
use words::Lang;

/// What the letters of one publication are made of.
pub(super) struct Letters<'a> {
    pub(super) house: &'a House,
    pub(super) case: &'a Case,
    pub(super) edition: &'a Edition,
    pub(super) content: &'a Content,
    pub(super) facts: &'a AdvisoryFacts,
    /// The entry of the log that they tell about.
    pub(super) entry: Option<i64>,
    pub(super) now: Instant,
}

/// How the keys of all letters of an edition begin.
pub(super) fn key_of(case: &str, number: &str, version: &str) -> String {
    format!("case:{case}:advisory:{number}:{version}:")
}

impl Letters<'_> {
    fn key(&self, to: &str) -> String {
        format!("{}{to}", key_of(&self.case.number, &self.edition.number, &self.edition.version))
    }

    fn facts_in(&self, lang: Lang) -> AdvisoryFacts {
        AdvisoryFacts { org: self.org(lang), ..self.facts.clone() }
    }

    fn org(&self, lang: Lang) -> OrgFacts {
        post::org(&self.house.config, lang)
    }

    /// One letter for each confirmed address that asked for one of these products.
    pub(super) fn to_subscribers(&self, tx: &mut Tx<'_>, products: &[ProductId]) -> Result<usize> {
        let facts = Lang::ALL.map(|lang| (lang, self.facts_in(lang)));
        let mut told = 0;
        for subscriber in tx.subscribers_of(products)? {
            let lang = Lang::from_tag(&subscriber.lang).unwrap_or(Lang::Ja);
            let Some((_, facts)) = facts.iter().find(|(of, _)| *of == lang) else { continue };
            let url = leave_url(self.house, &subscriber.leave_hash, lang);
            let letter = letter::advisory_to_subscriber(lang, facts, &url);
            let key = self.key(&format!("sub:{}", subscriber.id));
            let headers = leave_headers(&url);
            told += usize::from(post::mail_with(tx, &key, &subscriber.mail, letter, headers, self.entry, self.now)?);
        }
        Ok(told)
    }

    /// A letter for each reporter with an address, a message on the status page for the others.
    pub(super) fn to_reporters(&self, tx: &mut Tx<'_>, viewer: &Viewer) -> Result<usize> {
        let mut told = 0;
        for report in tx.reports_of_case(&Viewer::system(), self.case.id)? {
            if !matches!(report.state, ReportState::Accepted | ReportState::Duplicate) {
                continue;
            }
            let lang = Lang::from_tag(&report.lang).unwrap_or(Lang::Ja);
            let facts = self.facts_in(lang);
            if report.mail.is_empty() {
                let text = lang.words().advisory_reporter_message(&facts.number, facts.page_url(lang));
                tx.add_message(report.id, Direction::Out, viewer, &text, self.now)?;
            } else {
                let credited = self.content.credits.iter().any(|name| name == report.credit.trim());
                let letter = letter::advisory_to_reporter(lang, &facts, &report.public_ref, &report.credit, credited);
                post::mail(tx, &self.key(&format!("report:{}", report.number)), &report.mail, letter, self.entry, self.now)?;
            }
            told += 1;
        }
        Ok(told)
    }
}

/// Asks a person to approve; the letter says which edition, and nothing of what it says.
pub(super) fn approval_asked(tx: &mut Tx<'_>, house: &House, edition: &Edition, person: &Person, now: Instant) -> Result<()> {
    let w = Lang::from_tag(&person.lang).unwrap_or(Lang::Ja).words();
    let subject = w.advisory_letter_asked(&edition.number, &edition.version);
    to_approver(tx, house, edition, person, ("asked", subject, w.advisory_letter_asked_text()), now)
}

/// Tells an approver that the words changed after the approval.
pub(super) fn approval_void(tx: &mut Tx<'_>, house: &House, edition: &Edition, person: &Person, now: Instant) -> Result<()> {
    let w = Lang::from_tag(&person.lang).unwrap_or(Lang::Ja).words();
    let subject = w.advisory_letter_void(&edition.number, &edition.version);
    to_approver(tx, house, edition, person, ("void", subject, w.advisory_letter_void_text()), now)
}

fn to_approver(
    tx: &mut Tx<'_>,
    house: &House,
    edition: &Edition,
    person: &Person,
    (what, subject, text): (&str, String, &str),
    now: Instant,
) -> Result<()> {
    if person.mail.is_empty() {
        return Ok(());
    }
    let url = format!("{}/app/advisories/{}/approval", house.config.server.public_url.trim_end_matches('/'), edition.number);
    let letter = Letter { subject, body: format!("{text}\n\n{url}\n") };
    let key = format!("staff:advisory:{}:{}:{what}:{}:{}", edition.number, edition.version, edition.edit, person.id.get());
    post::mail(tx, &key, &person.mail, letter, None, now)?;
    Ok(())
}
