//! Products, releases, SBOMs, findings and matches in the API.

use super::{Answer, Body, Call, Doc, Page};
use crate::Web;
use crate::oops::Oops;
use crate::reason;
use crate::room::Pieces;
use crate::routes::Routes;
use app::finding::{self, Finding};
use app::product::{self, Product, ProductForm, Release, ReleaseForm};
use app::sbom::{self, Push};
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use domain::access::Act;
use domain::instant::Instant;
use domain::refusal::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use words::Words;

/// Bytes of an SBOM as sent, before the configured limit is asked.
const SBOM_BYTES_MAX: usize = 300_000_000;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(
            "GET",
            "/api/v1/divisions",
            Act::StaffRead,
            Doc::new("products", "Lists the divisions.").gives::<Page<DivisionView>>(),
            divisions,
        )
        .api("GET", "/api/v1/products", Act::StaffRead, Doc::new("products", "Lists the products.").gives::<Page<ProductView>>(), products)
        .api(
            "POST",
            "/api/v1/products",
            Act::ProductEdit,
            Doc::new("products", "Adds a product.").takes::<NewProduct>().makes::<ProductView>(),
            add_product,
        )
        .api("GET", "/api/v1/products/{slug}", Act::StaffRead, Doc::new("products", "Shows a product.").gives::<ProductView>(), product)
        .api(
            "GET",
            "/api/v1/products/{slug}/releases",
            Act::StaffRead,
            Doc::new("releases", "Lists the releases of a product, newest first.").gives::<Page<ReleaseView>>(),
            releases,
        )
        .api(
            "POST",
            "/api/v1/products/{slug}/releases",
            Act::ReleaseEdit,
            Doc::new("releases", "Adds a release to a product.").takes::<NewRelease>().makes::<ReleaseView>(),
            add_release,
        )
        .api(
            "GET",
            "/api/v1/releases/{release}",
            Act::StaffRead,
            Doc::new("releases", "Shows a release, `product@version`.").gives::<ReleaseView>(),
            release,
        )
        .api(
            "POST",
            "/api/v1/releases/{release}/end-of-support",
            Act::ReleaseEdit,
            Doc::new("releases", "Declares until when a release gets security fixes.").takes::<EndOfSupport>().gives::<ReleaseView>(),
            end_of_support,
        )
        .api_large(
            "/api/v1/releases/{release}/sboms",
            Act::ReleaseEdit,
            SBOM_BYTES_MAX,
            Doc::new("sboms", "Takes in an SBOM and matches it.")
                .takes_bytes("application/octet-stream")
                .asks("strict", "`1`: an unreadable purl or a cycle is refused.")
                .asks("allow_empty", "`1`: an SBOM without components is welcome.")
                .asks("create", "`1`: a release that is not there yet is added with its SBOM.")
                .makes::<PushedView>(),
            push,
        )
        .api(
            "GET",
            "/api/v1/releases/{release}/components",
            Act::StaffRead,
            Doc::new("releases", "Lists the components of the current SBOM.").gives::<Page<ComponentView>>(),
            components,
        )
        .api(
            "GET",
            "/api/v1/releases/{release}/findings",
            Act::StaffRead,
            Doc::new("findings", "Lists the findings of a release.").gives::<Page<FindingView>>(),
            findings,
        )
        .api(
            "GET",
            "/api/v1/releases/{release}/matches",
            Act::StaffRead,
            Doc::new("findings", "Matches a release now, candidates included, each with its reason.").gives::<Page<MatchView>>(),
            matches,
        )
}

/// A division.
#[derive(Debug, Serialize, ToSchema)]
struct DivisionView {
    /// Name in addresses.
    slug: String,
    /// Japanese name.
    name_ja: String,
    /// English name.
    name_en: String,
}

async fn divisions(call: Call) -> Result<Page<DivisionView>, Oops> {
    let list = product::divisions(&call.ctx).await?;
    Ok(Page::whole(list.into_iter().map(|d| DivisionView { slug: d.slug, name_ja: d.name_ja, name_en: d.name_en }).collect()))
}

/// A product.
#[derive(Debug, Serialize, ToSchema)]
struct ProductView {
    /// Name in addresses.
    slug: String,
    /// Name shown.
    name: String,
    /// Division.
    division: String,
    /// `internet`, `local` or `unknown`.
    exposure: String,
    /// Whether the public site names it.
    listed: bool,
    /// Login of its owner.
    owner: Option<String>,
    /// How many releases it has.
    releases: i64,
    /// Open findings over all releases.
    open_findings: i64,
}

impl From<Product> for ProductView {
    fn from(p: Product) -> Self {
        Self {
            slug: p.slug,
            name: p.name,
            division: p.division,
            exposure: p.exposure,
            listed: p.listed,
            owner: p.owner,
            releases: p.releases,
            open_findings: p.open_findings,
        }
    }
}

/// A product to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewProduct {
    /// Name in addresses.
    slug: String,
    /// Name shown.
    name: String,
    /// Slug of its division; a new one is added with it.
    division: String,
    /// `internet`, `local` or `unknown`.
    #[serde(default)]
    exposure: String,
    /// Whether the public site names it.
    #[serde(default)]
    listed: bool,
    /// Login of its owner.
    #[serde(default)]
    owner: String,
}

async fn products(call: Call) -> Result<Page<ProductView>, Oops> {
    Ok(Page::whole(product::list(&call.ctx).await?.into_iter().map(ProductView::from).collect()))
}

async fn product(call: Call, Path(slug): Path<String>) -> Result<Answer<ProductView>, Oops> {
    Ok(Answer::ok(product::show(&call.ctx, slug).await?.0.into()))
}

async fn add_product(call: Call, Body(new): Body<NewProduct>) -> Result<Response, Oops> {
    let form = ProductForm {
        slug: new.slug,
        name: new.name,
        division: new.division,
        exposure: new.exposure,
        listed: new.listed,
        owner: new.owner,
    };
    let slug = product::add(&call.ctx, form).await?;
    if call.ctx.dry_run {
        return Ok(axum::http::StatusCode::NO_CONTENT.into_response());
    }
    let view: ProductView = product::show(&call.ctx, slug.clone()).await?.0.into();
    Ok(Answer::created(format!("/api/v1/products/{slug}"), view).into_response())
}

/// A release.
#[derive(Debug, Serialize, ToSchema)]
struct ReleaseView {
    /// `product@version`.
    release: String,
    /// Slug of the product.
    product: String,
    /// Version.
    version: String,
    /// Division.
    division: String,
    /// When it went out.
    released_at: Option<String>,
    /// End of its security support; absent = not declared.
    support_until: Option<String>,
    /// Whether it is still supported.
    supported: bool,
    /// Components of the current SBOM; absent = no SBOM.
    components: Option<i64>,
    /// Of these, how many could be matched.
    matchable: Option<i64>,
    /// Open findings.
    open_findings: i64,
}

fn release_view(r: Release, now: Instant) -> ReleaseView {
    ReleaseView {
        release: r.key(),
        supported: r.supported(now),
        product: r.product,
        version: r.version,
        division: r.division,
        released_at: r.released_at.map(Instant::to_rfc3339),
        support_until: r.support_until.map(Instant::to_rfc3339),
        components: r.components,
        matchable: r.matchable,
        open_findings: r.open_findings,
    }
}

/// A release to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRelease {
    /// Version as printed on the product.
    version: String,
    /// RFC 3339 with offset.
    #[serde(default)]
    released_at: Option<String>,
    /// RFC 3339 with offset.
    #[serde(default)]
    support_until: Option<String>,
}

/// The end of support.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EndOfSupport {
    /// RFC 3339 with offset; absent = not declared.
    #[serde(default)]
    until: Option<String>,
}

fn instant(text: Option<&str>) -> Result<Option<Instant>, Oops> {
    Ok(text.map(Instant::parse).transpose()?.map(|given| given.instant))
}

async fn releases(call: Call, Path(slug): Path<String>) -> Result<Page<ReleaseView>, Oops> {
    let now = call.ctx.now();
    let (_, releases) = product::show(&call.ctx, slug).await?;
    Ok(Page::whole(releases.into_iter().map(|release| release_view(release, now)).collect()))
}

async fn add_release(call: Call, Path(slug): Path<String>, Body(new): Body<NewRelease>) -> Result<Response, Oops> {
    let form = ReleaseForm {
        version: new.version,
        released_at: instant(new.released_at.as_deref())?,
        support_until: instant(new.support_until.as_deref())?,
    };
    let version = product::add_release(&call.ctx, slug.clone(), form).await?;
    if call.ctx.dry_run {
        return Ok(axum::http::StatusCode::NO_CONTENT.into_response());
    }
    let release = product::release(&call.ctx, slug.clone(), version.clone()).await?;
    Ok(Answer::created(format!("/api/v1/releases/{slug}@{version}"), release_view(release, call.ctx.now())).into_response())
}

async fn release(call: Call, Path(key): Path<String>) -> Result<Answer<ReleaseView>, Oops> {
    let (product, version) = product::split_key(&key)?;
    let release = product::release(&call.ctx, product, version).await?;
    Ok(Answer::ok(release_view(release, call.ctx.now())))
}

async fn end_of_support(call: Call, Path(key): Path<String>, Body(end): Body<EndOfSupport>) -> Result<Answer<ReleaseView>, Oops> {
    let (product, version) = product::split_key(&key)?;
    product::set_support_end(&call.ctx, product.clone(), version.clone(), instant(end.until.as_deref())?).await?;
    let release = product::release(&call.ctx, product, version).await?;
    Ok(Answer::ok(release_view(release, call.ctx.now())))
}

/// How an SBOM is to be read.
#[derive(Debug, Default, Deserialize)]
struct Reading {
    #[serde(default)]
    strict: String,
    #[serde(default)]
    allow_empty: String,
    #[serde(default)]
    create: String,
}

/// What became of an SBOM.
#[derive(Debug, Serialize, ToSchema)]
struct PushedView {
    /// `product@version`.
    release: String,
    /// The same bytes were there already.
    unchanged: bool,
    /// Form and version.
    format: String,
    /// Components that it names.
    components: usize,
    /// Of these, how many could be matched.
    matchable: usize,
    /// Findings opened, closed and standing again.
    findings_opened: usize,
    /// Findings closed with a reason.
    findings_closed: usize,
    /// Findings that stand again.
    findings_resurfaced: usize,
    /// Possible matches below the threshold.
    candidates: usize,
    /// What was met while reading.
    problems: Vec<ReadingProblem>,
    /// Page of the release.
    url: String,
}

/// Something met while reading.
#[derive(Debug, Serialize, ToSchema)]
struct ReadingProblem {
    /// Stable code.
    code: String,
    /// JSON pointer or XPath.
    pointer: String,
    /// What was met.
    detail: String,
}

async fn push(
    State(web): State<Web>,
    call: Call,
    Path(key): Path<String>,
    Query(reading): Query<Reading>,
    request: Request,
) -> Result<Response, Oops> {
    let (product, version) = product::split_key(&key)?;
    let limit_mb = web.house.config.limits.sbom_mb;
    let too_large = Refusal::SbomTooLarge { limit: limit_mb.to_string() };
    let (parts, body) = request.into_parts();
    let mut held = web.staff_room.hold();
    let bytes = Pieces::of(body, &parts.headers, limit_mb.saturating_mul(1_000_000), too_large).whole(&mut held).await?;
    let url = format!("{}/app/products/{product}/releases/{version}", call.ctx.house.config.server.public_url);
    let asked = |flag: &str| flag == "1";
    let (strict, allow_empty, create) = (asked(&reading.strict), asked(&reading.allow_empty), asked(&reading.create));
    let push = Push { product, version, bytes, strict, allow_empty, create };
    let done = sbom::push(&call.ctx, push).await?;
    drop(held);
    let view = PushedView {
        release: done.release,
        unchanged: done.unchanged,
        format: done.format,
        components: done.components,
        matchable: done.matchable,
        findings_opened: done.findings.opened,
        findings_closed: done.findings.closed,
        findings_resurfaced: done.findings.resurfaced,
        candidates: done.findings.candidates,
        problems: done.problems.into_iter().map(|p| ReadingProblem { code: p.code, pointer: p.pointer, detail: p.detail }).collect(),
        url,
    };
    Ok(if view.unchanged {
        Answer::ok(view).into_response()
    } else {
        Answer::created(format!("/api/v1/releases/{key}"), view).into_response()
    })
}

/// A component.
#[derive(Debug, Serialize, ToSchema)]
struct ComponentView {
    /// Name.
    name: String,
    /// Version.
    version: Option<String>,
    /// Canonical purl.
    purl: Option<String>,
    /// CPE names.
    cpes: Vec<String>,
    /// Kind.
    kind: String,
    /// Why it cannot be matched; absent when it can.
    unmatchable: Option<String>,
}

async fn components(call: Call, Path(key): Path<String>) -> Result<Page<ComponentView>, Oops> {
    let (product, version) = product::split_key(&key)?;
    let (_, _, list) = sbom::current(&call.ctx, product, version).await?;
    let view = list.into_iter().map(|c| ComponentView {
        name: c.name,
        version: c.version,
        purl: c.purl,
        cpes: c.cpe.iter().flat_map(|all| all.split(' ')).map(str::to_owned).collect(),
        kind: c.kind,
        unmatchable: c.unmatchable,
    });
    Ok(Page::whole(view.collect()))
}

/// A finding.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FindingView {
    /// Vulnerability.
    vulnerability: String,
    /// `product@version`.
    pub(super) release: String,
    /// Division.
    division: String,
    /// End of the release's security support.
    support_until: Option<String>,
    /// Component met.
    component: String,
    /// Its version.
    version: String,
    /// Severity word.
    severity: String,
    /// Score in tenths.
    score_tenths: Option<i64>,
    /// Since when it is listed in KEV.
    kev: Option<String>,
    /// Confidence class, `A` to `E`.
    class: String,
    /// `open` or `closed`.
    state: &'static str,
    /// Why it was closed.
    close_reason: Option<&'static str>,
    /// Assessment in force that the caller may see; absent = unassessed.
    status: Option<&'static str>,
    /// Since when.
    opened_at: String,
    /// The reason in one sentence.
    reason: String,
    /// The reason for machines.
    #[schema(value_type = Object)]
    explanation: serde_json::Value,
}

pub(super) fn finding_view(w: Words, f: Finding) -> FindingView {
    FindingView {
        vulnerability: f.vuln_id,
        release: format!("{}@{}", f.product, f.release),
        division: f.division,
        support_until: f.support_until.map(Instant::to_rfc3339),
        component: f.component_name,
        version: f.component_version,
        severity: f.severity,
        score_tenths: f.score,
        kev: f.kev_at,
        class: f.class,
        state: if f.closed_at.is_none() { "open" } else { "closed" },
        close_reason: f.close_reason.map(domain::finding::CloseReason::key),
        status: f.status.map(domain::assessment::VexStatus::key),
        opened_at: f.opened_at.to_rfc3339(),
        reason: reason::Reason::kept(w, &f.explanation).in_one(),
        explanation: serde_json::from_str(&f.explanation).unwrap_or_default(),
    }
}

async fn findings(call: Call, Path(key): Path<String>) -> Result<Page<FindingView>, Oops> {
    let (product, version) = product::split_key(&key)?;
    let list = finding::of_release(&call.ctx, product, version).await?;
    Ok(Page::whole(list.into_iter().map(|f| finding_view(call.w, f)).collect()))
}

/// A match, computed now.
#[derive(Debug, Serialize, ToSchema)]
struct MatchView {
    /// Vulnerability.
    vulnerability: String,
    /// Component.
    component: String,
    /// Its version.
    version: String,
    /// Confidence class.
    class: String,
    /// `finding` or `candidate`.
    kind: &'static str,
    /// The reason in one sentence.
    reason: String,
    /// The reason for machines.
    #[schema(value_type = Object)]
    explanation: serde_json::Value,
}

async fn matches(call: Call, Path(key): Path<String>) -> Result<Page<MatchView>, Oops> {
    let (product, version) = product::split_key(&key)?;
    let list = finding::matches(&call.ctx, product, version).await?;
    let view = list.into_iter().map(|m| MatchView {
        reason: reason::Reason::of(call.w, &m.explanation).in_one(),
        vulnerability: m.vulnerability,
        component: m.component,
        version: m.version,
        class: m.class.to_string(),
        kind: m.kind,
        explanation: m.explanation,
    });
    Ok(Page::whole(view.collect()))
}
