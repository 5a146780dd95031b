//! P01: what is to be done today.

use crate::frame::{Frame, PageResult, Staff, page};
use crate::routes::Routes;
use app::today::{self, Mine, Today as Found, Waiting};
use askama::Template;
use domain::access::Act;
use domain::deadline::{Deadline, DeadlineKey};
use domain::instant::{Instant, Zone};
use words::Words;

/// A deadline near enough to be marked.
const NEAR_MS: i64 = 6 * 3_600_000;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/app/today", Act::StaffRead, today)
}

/// A deadline as its card shows it.
struct Card {
    href: String,
    name: &'static str,
    kind: &'static str,
    thing: String,
    due: Instant,
    left: String,
    class: &'static str,
    utc: String,
    brussels: String,
}

fn card(deadline: &Deadline, w: Words, now: Instant) -> Option<Card> {
    let due = deadline.running()?;
    let class = match due.as_ms() - now.as_ms() {
        ..0 => "deadline-over",
        0..NEAR_MS => "deadline-near",
        _ => "",
    };
    let href = match deadline.key {
        DeadlineKey::Ack => format!("/app/reports/{}", deadline.thing),
        _ => format!("/app/cases/{}/deadlines", deadline.thing),
    };
    Some(Card {
        href,
        name: w.deadline(deadline.key.key()),
        kind: w.deadline_kind(deadline.key.kind().key()),
        thing: deadline.thing.clone(),
        due,
        left: w.remaining(due, now),
        class,
        utc: w.hour_in(due, Zone::Utc),
        brussels: w.hour_in(due, Zone::Brussels),
    })
}

/// A first step: its words, where it is done, whether it is.
struct Step {
    words: &'static str,
    href: &'static str,
    done: bool,
}

#[derive(Template)]
#[template(path = "today.html")]
struct Today {
    f: Frame,
    w: Words,
    found: Found,
    cards: Vec<Card>,
    steps: Vec<Step>,
}

impl Today {
    /// Whether nothing needs the viewer, although it can see what could.
    fn clear(&self) -> bool {
        self.steps.is_empty()
            && self.cards.is_empty()
            && self.found.vulnerabilities.is_empty()
            && self.found.reports.as_ref().is_none_or(|(reports, _)| reports.is_empty())
            && self.found.cases.as_ref().is_none_or(Vec::is_empty)
    }

    fn title<'r>(&self, row: &'r today::VulnerabilityRow) -> &'r str {
        let (ja, en) = (row.vulnerability.title_ja.as_deref(), row.vulnerability.title_en.as_deref());
        let (first, second) = if self.w.lang == words::Lang::Ja { (ja, en) } else { (en, ja) };
        first.or(second).unwrap_or("")
    }

    fn score(row: &today::VulnerabilityRow) -> String {
        row.vulnerability.score.map_or_else(String::new, |tenths| format!("{}.{}", tenths / 10, tenths % 10))
    }

    fn late(report: &Waiting, now: &Instant) -> bool {
        report.ack_due_at < *now
    }

    /// What the case still needs in its stage.
    fn needs(&self, case: &Mine) -> String {
        let words = case.unmet.iter().map(|unmet| match unmet.things.as_slice() {
            [] => self.w.condition(unmet.condition.key()).to_owned(),
            things => format!("{} ({})", self.w.condition(unmet.condition.key()), things.len()),
        });
        words.collect::<Vec<_>>().join(self.w.pick("、", ", "))
    }
}

fn steps(found: &Found, f: &Frame, w: Words) -> Vec<Step> {
    let Some(steps) = found.steps else { return Vec::new() };
    let all = [
        ("product.edit", Step { words: w.today_step_product(), href: "/app/products/new", done: steps.product }),
        ("release.edit", Step { words: w.today_step_sbom(), href: "/app/products", done: steps.sbom }),
        ("feed.import", Step { words: w.today_step_feed(), href: "/app/settings/feeds", done: steps.feed }),
        ("manage", Step { words: w.today_step_person(), href: "/app/settings/people", done: steps.person }),
    ];
    all.into_iter().filter(|(act, _)| f.may(act)).map(|(_, step)| step).collect()
}

async fn today(staff: Staff) -> PageResult {
    let (f, w, now) = (staff.f, staff.w, staff.now);
    let found = today::today(&staff.ctx).await?;
    let cards = found.deadlines.iter().flatten().filter_map(|deadline| card(deadline, w, now)).collect();
    let steps = steps(&found, &f, w);
    page(&Today { f, w, found, cards, steps })
}
