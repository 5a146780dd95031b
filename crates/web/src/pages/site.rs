//! The public site: home, advisories, subscriptions. Every page works without script, in both languages.

use crate::advisory_view::{self as view, RowView, ScoreView, SectionView};
use crate::form::{Faults, Posted};
use crate::frame::{Anyone, Frame, PageResult, page, page_as};
use crate::routes::Routes;
use app::advisory::{self, PublicLine, PublicPage};
use app::subscriber::{self, CONFIRM_DAYS, Wish};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Act;
use domain::refusal::Refusal;
use serde::Deserialize;
use words::{Lang, Words};

/// Advisories on the home page.
const HOME_MAX: usize = 5;
/// Advisories on one page of the list.
const LIST_MAX: usize = 50;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/", Act::PublicRead, root)
        .page("/{lang}", Act::PublicRead, bare)
        .page("/{lang}/", Act::PublicRead, home)
        .page("/{lang}/advisories", Act::PublicRead, list)
        .page("/{lang}/advisories/{number}", Act::PublicRead, show)
        .page("/{lang}/subscribe", Act::PublicRead, subscribe_form)
        .post("/{lang}/subscribe", Act::PublicRead, subscribe)
        .page("/{lang}/subscribe/sent", Act::PublicRead, sent)
        .page("/confirm/{link}", Act::PublicRead, confirm_form)
        .post("/confirm/{link}", Act::PublicRead, confirm)
        .page("/leave/{link}", Act::PublicRead, leave_form)
        .machine_post("/leave/{link}", Act::PublicRead, leave)
}

/// The language of an address; another first part is no page of ours.
fn known(lang: &str) -> Result<Lang, Refusal> {
    match lang {
        "ja" => Ok(Lang::Ja),
        "en" => Ok(Lang::En),
        _ => Err(Refusal::NotFound),
    }
}

async fn root(anyone: Anyone) -> Response {
    let mut response = Redirect::to(&format!("/{}/", anyone.lang.tag())).into_response();
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept-Language, Cookie"));
    response
}

async fn bare(Path(lang): Path<String>) -> PageResult {
    let lang = known(&lang)?;
    Ok(Redirect::to(&format!("/{}/", lang.tag())).into_response())
}

/// A line of a list.
struct LineView {
    line: PublicLine,
    title: String,
    score: String,
    severity: &'static str,
    products: String,
}

fn lines(lines: Vec<PublicLine>, lang: Lang) -> Vec<LineView> {
    let one = |line: PublicLine| {
        let mut names: Vec<String> =
            line.content.rows.iter().filter(|row| row.status != "not_affected").map(|r| r.product_name.clone()).collect();
        names.dedup();
        LineView {
            title: line.content.texts(lang).title.clone(),
            score: view::shown(line.content.tenths()),
            severity: line.content.severity(),
            products: names.join(lang.words().pick("、", ", ")),
            line,
        }
    };
    lines.into_iter().map(one).collect()
}

#[derive(Template)]
#[template(path = "site/home.html")]
struct Home {
    f: Frame,
    w: Words,
    lines: Vec<LineView>,
}

async fn home(anyone: Anyone, Path(lang): Path<String>) -> PageResult {
    let lang = known(&lang)?;
    let mut all = advisory::public_list(&anyone.ctx).await?;
    all.truncate(HOME_MAX);
    page(&Home { lines: lines(all, lang), f: anyone.f, w: anyone.w })
}

#[derive(Debug, Default, Deserialize)]
struct Filter {
    #[serde(default)]
    product: String,
    #[serde(default)]
    page: String,
}

#[derive(Template)]
#[template(path = "site/advisories.html")]
struct List {
    f: Frame,
    w: Words,
    lines: Vec<LineView>,
    total: usize,
    products: Vec<(String, String)>,
    product: String,
    older: Option<usize>,
}

async fn list(anyone: Anyone, Path(lang): Path<String>, Query(filter): Query<Filter>) -> PageResult {
    let lang = known(&lang)?;
    let all = advisory::public_list(&anyone.ctx).await?;
    let products = advisory::published_products(&all);
    let named = |line: &PublicLine| filter.product.is_empty() || line.content.rows.iter().any(|row| row.product == filter.product);
    let wanted: Vec<PublicLine> = all.into_iter().filter(named).collect();
    let (total, at) = (wanted.len(), filter.page.parse::<usize>().unwrap_or(1).clamp(1, 10_000));
    let shown: Vec<PublicLine> = wanted.into_iter().skip((at - 1) * LIST_MAX).take(LIST_MAX).collect();
    let older = (total > at * LIST_MAX).then_some(at + 1);
    page(&List { lines: lines(shown, lang), total, products, product: filter.product, older, f: anyone.f, w: anyone.w })
}

#[derive(Debug, Default, Deserialize)]
struct Edition {
    v: Option<String>,
}

#[derive(Template)]
#[template(path = "site/advisory.html")]
struct Show {
    f: Frame,
    w: Words,
    page: PublicPage,
    title: String,
    score: String,
    rows: Vec<RowView>,
    several: bool,
    scores: Vec<ScoreView>,
    sections: Vec<SectionView>,
    revisions: Vec<(String, String, String)>,
    mail: String,
}

impl Show {
    /// The sections after the box at the top.
    fn rest(&self) -> impl Iterator<Item = &SectionView> {
        self.sections.iter().filter(|section| !matches!(section.name, "solution" | "workaround"))
    }

    fn section(&self, name: &str) -> Option<&SectionView> {
        self.sections.iter().find(|section| section.name == name)
    }
}

async fn show(anyone: Anyone, Path((lang, number)): Path<(String, String)>, Query(edition): Query<Edition>) -> PageResult {
    let (lang, w) = (known(&lang)?, anyone.w);
    let page_of = advisory::public_page(&anyone.ctx, &number, edition.v.as_deref()).await?;
    let content = &page_of.line.content;
    let change =
        |ja: &str, en: &str| Some(w.pick(ja, en)).filter(|text| !text.trim().is_empty()).unwrap_or(w.site_first_edition()).to_owned();
    let revisions = page_of.revisions.iter().map(|(version, at, ja, en)| (version.clone(), w.instant(*at), change(ja, en)));
    page(&Show {
        title: content.texts(lang).title.clone(),
        score: view::shown(content.tenths()),
        rows: view::rows(content, w),
        several: content.rows.iter().any(|row| row.vulnerability.is_some()),
        scores: view::scores(content, w),
        sections: view::sections(content, lang),
        revisions: revisions.collect(),
        mail: anyone.ctx.house.config.org.mail.clone(),
        page: page_of,
        f: anyone.f,
        w,
    })
}

#[derive(Template)]
#[template(path = "site/subscribe.html")]
struct Subscribe {
    f: Frame,
    w: Words,
    faults: Faults,
    products: Vec<(String, String)>,
    wish: Wish,
}

impl Subscribe {
    fn chosen(&self, slug: &str) -> bool {
        self.wish.products.iter().any(|known| known == slug)
    }
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    product: Option<String>,
}

async fn subscribe_form(anyone: Anyone, Path(lang): Path<String>, Query(asked): Query<Asked>) -> PageResult {
    known(&lang)?;
    let products = subscriber::products(&anyone.ctx).await?;
    let wish = Wish { products: asked.product.into_iter().collect(), ..Wish::default() };
    page(&Subscribe { f: anyone.f, w: anyone.w, faults: Faults::default(), products, wish })
}

async fn subscribe(anyone: Anyone, Path(lang): Path<String>, Posted(fields): Posted) -> PageResult {
    let lang = known(&lang)?;
    let wish = Wish { mail: fields.text("mail"), products: fields.all("products"), all: fields.ticked("all") };
    match subscriber::subscribe(&anyone.ctx, wish.clone(), lang).await {
        Ok(()) => Ok(Redirect::to(&format!("/{}/subscribe/sent", lang.tag())).into_response()),
        Err(error) => {
            let faults = Faults::of(error, anyone.w)?;
            let products = subscriber::products(&anyone.ctx).await?;
            page_as(StatusCode::UNPROCESSABLE_ENTITY, &Subscribe { f: anyone.f, w: anyone.w, faults, products, wish })
        }
    }
}

/// A page of a few words, with a form of one button where something is to be done.
#[derive(Template)]
#[template(path = "site/link.html")]
struct LinkPage {
    f: Frame,
    w: Words,
    title: &'static str,
    text: String,
    /// Where the button posts to, and its words.
    act: Option<(String, &'static str)>,
}

async fn sent(anyone: Anyone, Path(lang): Path<String>) -> PageResult {
    known(&lang)?;
    let w = anyone.w;
    page(&LinkPage { f: anyone.f, w, title: w.subscribe_sent_title(), text: w.subscribe_sent(CONFIRM_DAYS), act: None })
}

/// Opening the link changes nothing, because mail filters open links too; the page is the same for a wrong one.
async fn confirm_form(anyone: Anyone, Path(link): Path<String>) -> PageResult {
    let (w, tag) = (anyone.w, anyone.lang.tag());
    let act = Some((format!("/confirm/{link}?lang={tag}"), w.confirm_act()));
    page(&LinkPage { f: anyone.f, w, title: w.confirm_title(), text: w.confirm_lead().to_owned(), act })
}

async fn confirm(anyone: Anyone, Path(link): Path<String>, _posted: Posted) -> PageResult {
    let w = anyone.w;
    subscriber::confirm(&anyone.ctx, &link).await?;
    page(&LinkPage { f: anyone.f, w, title: w.confirmed_title(), text: w.confirmed_text().to_owned(), act: None })
}

async fn leave_form(anyone: Anyone, Path(link): Path<String>) -> PageResult {
    let (w, tag) = (anyone.w, anyone.lang.tag());
    let act = Some((format!("/leave/{link}?lang={tag}"), w.leave_act()));
    page(&LinkPage { f: anyone.f, w, title: w.leave_title(), text: w.leave_lead().to_owned(), act })
}

/// Mail programs post here with one press and no form of ours (RFC 8058); the link is the secret.
async fn leave(anyone: Anyone, Path(link): Path<String>) -> PageResult {
    let w = anyone.w;
    subscriber::leave(&anyone.ctx, &link).await?;
    page(&LinkPage { f: anyone.f, w, title: w.left_title(), text: w.left_text().to_owned(), act: None })
}
