//! What surrounds every page, and the extractors that page handlers begin with.

use crate::Web;
use crate::form;
use crate::oops::Oops;
use crate::visit::Visit;
use app::Ctx;
use app::chrome::{Chrome, chrome};
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Response};
use domain::instant::Instant;
use domain::viewer::Role;
use words::{Lang, Words};

/// A deadline near enough to be marked.
const NEAR_MS: i64 = 6 * 3_600_000;

/// What a page handler answers.
pub(crate) type PageResult = Result<Response, Oops>;

/// Everything that a page shows around its content.
#[derive(Clone)]
pub(crate) struct Frame {
    pub(crate) ctx: Ctx,
    pub(crate) w: Words,
    pub(crate) lang: Lang,
    pub(crate) theme: String,
    /// Path and query as asked.
    pub(crate) address: String,
    /// Login of the person signed in; empty when nobody is.
    pub(crate) me: String,
    pub(crate) chrome: Chrome,
    pub(crate) now: Instant,
    /// Token that every form of this page carries.
    pub(crate) token: String,
}

impl Frame {
    pub(crate) async fn of(visit: &Visit) -> Self {
        let chrome = match &visit.person {
            None => Chrome::default(),
            Some(_) => chrome(&visit.ctx).await.unwrap_or_else(|error| {
                tracing::error!(%error, "the frame of a page could not be read");
                Chrome::default()
            }),
        };
        let now = visit.now();
        Self {
            ctx: visit.ctx.clone(),
            w: visit.w,
            lang: visit.lang,
            theme: visit.theme.clone(),
            address: visit.address.clone(),
            me: visit.person.as_ref().map(|person| person.login.clone()).unwrap_or_default(),
            chrome,
            now,
            token: form::token(&visit.ctx, visit.session.as_deref(), now),
        }
    }

    pub(crate) fn org(&self) -> &str {
        let name = &self.ctx.house.config.org.name;
        self.w.pick(&name.ja, &name.en)
    }

    pub(crate) fn psirt(&self) -> &str {
        let name = &self.ctx.house.config.org.psirt;
        self.w.pick(&name.ja, &name.en)
    }

    pub(crate) fn demo(&self) -> bool {
        self.ctx.house.demo
    }

    pub(crate) fn frozen(&self) -> bool {
        self.ctx.house.clock.is_frozen()
    }

    /// The same address in the other language.
    pub(crate) fn in_language(&self, lang: &str) -> String {
        if self.me.is_empty() {
            for prefix in ["/ja", "/en"] {
                if let Some(rest) = self.address.strip_prefix(prefix).filter(|rest| rest.is_empty() || rest.starts_with(['/', '?'])) {
                    return format!("/{lang}{rest}");
                }
            }
            return format!("?lang={lang}");
        }
        format!("/app/language/{lang}?next={}", Lines::encode(&self.address))
    }

    /// `page` for the link of the rail that leads here.
    pub(crate) fn current(&self, path: &str) -> bool {
        let here = self.address.split('?').next().unwrap_or("");
        let leads = |path: &str| here == path || here.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        // A link that leads nearer wins: the status page lies below the form's address.
        let nearer = |item: &RailItem| item.href.len() > path.len() && item.href.starts_with(path) && leads(&item.href);
        leads(path) && !self.site_nav().iter().any(nearer)
    }

    /// Whether a link of the rail leads to the page, or to the tabs that it is one of.
    pub(crate) fn within(&self, path: &str) -> bool {
        let tabs = self.workbench();
        self.current(path) || (tabs.iter().any(|tab| tab.href == path) && tabs.iter().any(|tab| self.current(&tab.href)))
    }

    /// Whether somebody with one of the roles looks at the page; menus hide what would be empty.
    pub(crate) fn may(&self, act: &str) -> bool {
        domain::access::Act::from_key(act).is_some_and(|act| domain::access::enter(&self.ctx.viewer, act).is_ok())
    }

    pub(crate) fn is_admin(&self) -> bool {
        self.ctx.viewer.has(Role::Admin)
    }

    /// The links of the rail that the viewer can use.
    pub(crate) fn rail(&self) -> Vec<RailItem> {
        let (w, chrome) = (self.w, &self.chrome);
        let all = [
            ("staff.read", RailItem { href: "/app/today".into(), icon: "today", words: w.nav_today(), count: 0 }),
            ("report.read", RailItem { href: "/app/inbox".into(), icon: "inbox", words: w.nav_inbox(), count: chrome.inbox }),
            ("case.list", RailItem { href: "/app/cases".into(), icon: "case", words: w.nav_cases(), count: chrome.cases }),
            (
                "staff.read",
                RailItem { href: "/app/vulnerabilities".into(), icon: "vulnerability", words: w.nav_vulnerabilities(), count: 0 },
            ),
            ("staff.read", RailItem { href: "/app/products".into(), icon: "product", words: w.nav_products(), count: 0 }),
            ("advisory.read", RailItem { href: "/app/advisories".into(), icon: "advisory", words: w.nav_advisories(), count: 0 }),
            ("case.list", RailItem { href: "/app/deadlines".into(), icon: "deadline", words: w.nav_deadlines(), count: 0 }),
        ];
        all.into_iter().filter(|(act, _)| self.may(act)).map(|(_, item)| item).collect()
    }

    /// The links at the foot of the rail.
    pub(crate) fn rail_foot(&self) -> Vec<RailItem> {
        let w = self.w;
        let settings = if self.is_admin() { "/app/settings/people" } else { "/app/settings/account" };
        let all = [
            ("feed.import", RailItem { href: "/app/settings/feeds".into(), icon: "again", words: w.nav_feeds(), count: 0 }),
            ("staff.read", RailItem { href: "/app/documents".into(), icon: "checklist", words: w.nav_workbench(), count: 0 }),
            ("audit.read", RailItem { href: "/app/audit".into(), icon: "audit", words: w.nav_audit(), count: 0 }),
            ("self.edit", RailItem { href: settings.into(), icon: "settings", words: w.nav_settings(), count: 0 }),
        ];
        all.into_iter().filter(|(act, _)| self.may(act)).map(|(_, item)| item).collect()
    }

    /// The tabs of the workbench.
    pub(crate) fn workbench(&self) -> Vec<RailItem> {
        let tab = |path: &str, words| RailItem { href: format!("/app/{path}"), icon: "", words, count: 0 };
        vec![tab("documents", self.w.document_title()), tab("scoring", self.w.scoring_title())]
    }

    /// The tabs of the settings that the viewer can open.
    pub(crate) fn settings(&self) -> Vec<RailItem> {
        let w = self.w;
        let tab = |path: &str, words| RailItem { href: format!("/app/settings/{path}"), icon: "", words, count: 0 };
        let all = [
            ("self.edit", tab("account", w.account())),
            ("token.edit", tab("tokens", w.tokens_title())),
            ("manage", tab("people", w.people_title())),
            ("feed.import", tab("feeds", w.nav_feeds())),
            ("manage", tab("outbox", w.outbox_title())),
        ];
        all.into_iter().filter(|(act, _)| self.may(act)).map(|(_, item)| item).collect()
    }

    /// The navigation of the public side.
    pub(crate) fn site_nav(&self) -> Vec<RailItem> {
        let (w, lang) = (self.w, self.lang.tag());
        let item = |path: &str, words| RailItem { href: format!("/{lang}/{path}"), icon: "", words, count: 0 };
        vec![
            item("advisories", w.public_advisories()),
            item("report", w.public_report()),
            item("report/status", w.public_status()),
            item("subscribe", w.public_subscribe()),
        ]
    }

    /// The strip as it is shown.
    pub(crate) fn strip(&self) -> Vec<StripItem> {
        self.chrome
            .strip
            .iter()
            .filter_map(|deadline| {
                let due = deadline.running()?;
                let left = due.as_ms() - self.now.as_ms();
                let class = match left {
                    ..0 => "due-over",
                    0..NEAR_MS => "due-near",
                    _ => "",
                };
                Some(StripItem {
                    href: deadline_href(deadline),
                    words: self.w.deadline(deadline.key.key()),
                    thing: short_number(&deadline.thing),
                    left: self.w.remaining(due, self.now),
                    title: format!("{} · {}", self.w.instant(due), self.w.elsewhere(due)),
                    due: due.to_rfc3339(),
                    class,
                })
            })
            .collect()
    }
}

/// One link of a navigation.
pub(crate) struct RailItem {
    pub(crate) href: String,
    pub(crate) icon: &'static str,
    pub(crate) words: &'static str,
    pub(crate) count: i64,
}

/// One deadline of the strip.
pub(crate) struct StripItem {
    pub(crate) href: String,
    pub(crate) words: &'static str,
    pub(crate) thing: String,
    pub(crate) left: String,
    pub(crate) title: String,
    pub(crate) due: String,
    pub(crate) class: &'static str,
}

/// Where a deadline is met: on the page of its report or its case.
pub(crate) fn deadline_href(deadline: &domain::deadline::Deadline) -> String {
    match deadline.key {
        domain::deadline::DeadlineKey::Ack => format!("/app/reports/{}", deadline.thing),
        domain::deadline::DeadlineKey::FixDue => format!("/app/cases/{}/plans", deadline.thing),
        domain::deadline::DeadlineKey::EmbargoUntil => format!("/app/cases/{}/embargo", deadline.thing),
        _ => format!("/app/cases/{}/deadlines", deadline.thing),
    }
}

/// The running part of a number: `0042` of `PSIRT-2026-0042`.
fn short_number(number: &str) -> String {
    number.rsplit('-').next().unwrap_or(number).to_owned()
}

/// A page for people who are signed in.
pub(crate) struct Staff {
    pub(crate) f: Frame,
    pub(crate) ctx: Ctx,
    pub(crate) w: Words,
    pub(crate) now: Instant,
}

impl FromRequestParts<Web> for Staff {
    type Rejection = Oops;

    async fn from_request_parts(parts: &mut Parts, _web: &Web) -> Result<Self, Oops> {
        let visit = visit(parts)?;
        if visit.person.is_none() {
            return Err(domain::refusal::Refusal::AuthRequired.into());
        }
        let f = Frame::of(&visit).await;
        Ok(Self { ctx: visit.ctx, w: visit.w, now: f.now, f })
    }
}

/// A page for everybody.
pub(crate) struct Anyone {
    pub(crate) f: Frame,
    pub(crate) ctx: Ctx,
    pub(crate) w: Words,
    pub(crate) lang: Lang,
}

impl FromRequestParts<Web> for Anyone {
    type Rejection = Oops;

    async fn from_request_parts(parts: &mut Parts, _web: &Web) -> Result<Self, Oops> {
        let mut visit = visit(parts)?;
        // The public side reads as the public, whoever looks at it.
        visit.person = None;
        visit.ctx.viewer = domain::viewer::Viewer::public();
        let f = Frame::of(&visit).await;
        Ok(Self { ctx: visit.ctx, w: visit.w, lang: visit.lang, f })
    }
}

/// A page of the public site, whose address begins with its language.
pub(crate) struct Site(pub(crate) Anyone);

impl FromRequestParts<Web> for Site {
    type Rejection = Oops;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Oops> {
        if !matches!(parts.uri.path().split('/').nth(1), Some("ja" | "en")) {
            return Err(domain::refusal::Refusal::NotFound.into());
        }
        Anyone::from_request_parts(parts, web).await.map(Self)
    }
}

pub(crate) fn visit(parts: &Parts) -> Result<Visit, Oops> {
    parts.extensions.get::<Visit>().cloned().ok_or_else(|| Oops(app::Error::Broken("a request came past the door".into())))
}

/// Renders a page.
pub(crate) fn page(template: &impl Template) -> PageResult {
    page_as(StatusCode::OK, template)
}

/// Renders a page with another status, such as a form with errors (422).
pub(crate) fn page_as(status: StatusCode, template: &impl Template) -> PageResult {
    let html = template.render().map_err(|error| app::Error::broken("writing a page", error))?;
    Ok((status, Html(html)).into_response())
}

/// Small helpers for addresses.
pub(crate) struct Lines;

impl Lines {
    /// Percent-encodes a text for use inside a query.
    pub(crate) fn encode(text: &str) -> String {
        use std::fmt::Write as _;
        text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/' | b'@') {
                out.push(char::from(byte));
            } else {
                let _ = write!(out, "%{byte:02X}");
            }
            out
        })
    }

    /// An address of ours to go on to after a form: only a path of this site, never another host.
    pub(crate) fn safe_next(next: Option<&str>) -> String {
        next.filter(|next| next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']))
            .unwrap_or("/app/today")
            .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_address_never_leaves_the_site() {
        for bad in ["https://evil.example", "//evil.example", "/\\evil.example", "app"] {
            assert_eq!(Lines::safe_next(Some(bad)), "/app/today", "{bad}");
        }
        assert_eq!(Lines::safe_next(Some("/app/cases?x=1")), "/app/cases?x=1");
    }
}
