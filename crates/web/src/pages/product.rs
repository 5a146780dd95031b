//! P06, P07, P08: products, their releases, a release with its SBOM and findings.

use crate::form::{Faults, Posted};
use crate::frame::{Frame, PageResult, Staff, page, page_as};
use crate::oops::Oops;
use crate::reason::Reason;
use crate::routes::Routes;
use crate::upload::Upload;
use app::finding::{self, Finding};
use app::product::{self, Component, Division, Product, ProductForm, Release, ReleaseForm, Sbom};
use app::sbom::{self, ProblemRow, Push, Pushed};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use domain::access::Act;
use domain::refusal::Refusal;
use words::Words;

/// Bytes of a form with an SBOM: the largest SBOM that any configuration is likely to allow, and its fields.
const SBOM_FORM_BYTES_MAX: usize = 300_000_000;
/// Unmatchable components named on the page; the rest is counted.
const UNMATCHABLE_SHOWN_MAX: usize = 200;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/app/products", Act::StaffRead, list)
        .page("/app/products/new", Act::ProductEdit, new)
        .post("/app/products", Act::ProductEdit, add)
        .page("/app/products/{slug}", Act::StaffRead, show)
        .post("/app/products/{slug}/releases", Act::ReleaseEdit, add_release)
        .page("/app/products/{slug}/releases/{version}", Act::StaffRead, release)
        .post_large("/app/products/{slug}/releases/{version}/sboms", Act::ReleaseEdit, SBOM_FORM_BYTES_MAX, push)
}

#[derive(Template)]
#[template(path = "product/list.html")]
struct List {
    f: Frame,
    w: Words,
    divisions: Vec<(String, Vec<Product>)>,
}

async fn list(staff: Staff) -> PageResult {
    let (products, divisions) = (product::list(&staff.ctx).await?, product::divisions(&staff.ctx).await?);
    let name = |division: &Division| staff.w.pick(&division.name_ja, &division.name_en).to_owned();
    let groups = divisions.iter().map(|division| {
        (name(division), products.iter().filter(|product| product.division_id == division.id).cloned().collect::<Vec<_>>())
    });
    page(&List { divisions: groups.filter(|(_, products)| !products.is_empty()).collect(), f: staff.f, w: staff.w })
}

#[derive(Template)]
#[template(path = "product/new.html")]
struct New {
    f: Frame,
    w: Words,
    faults: Faults,
    values: ProductForm,
    divisions: Vec<Division>,
}

async fn new(staff: Staff) -> PageResult {
    let divisions = product::divisions(&staff.ctx).await?;
    page(&New {
        f: staff.f,
        w: staff.w,
        faults: Faults::default(),
        values: ProductForm { listed: true, ..ProductForm::default() },
        divisions,
    })
}

async fn add(staff: Staff, Posted(fields): Posted) -> PageResult {
    let values = ProductForm {
        slug: fields.text("slug"),
        name: fields.text("name"),
        division: fields.text("division"),
        exposure: fields.text("exposure"),
        listed: fields.ticked("listed"),
        owner: fields.text("owner"),
    };
    match product::add(&staff.ctx, values.clone()).await {
        Ok(slug) => Ok(Redirect::to(&format!("/app/products/{slug}")).into_response()),
        Err(error) => {
            let faults = Faults::of(error, staff.w)?;
            let divisions = product::divisions(&staff.ctx).await?;
            page_as(StatusCode::UNPROCESSABLE_ENTITY, &New { f: staff.f, w: staff.w, faults, values, divisions })
        }
    }
}

#[derive(Template)]
#[template(path = "product/show.html")]
struct Show {
    f: Frame,
    w: Words,
    faults: Faults,
    product: Product,
    /// Name of its division in the language of the page.
    division: String,
    releases: Vec<Release>,
    version: String,
}

impl Show {
    fn percent(release: &Release) -> String {
        share(release.matchable, release.components)
    }
}

/// A share in per cent; a dash where there is nothing to share.
fn share(part: Option<i64>, whole: Option<i64>) -> String {
    match (part, whole) {
        (Some(part), Some(whole)) if whole > 0 => format!("{} %", part * 100 / whole),
        _ => "–".to_owned(),
    }
}

/// The name of a product's division as people say it.
async fn division_name(staff: &Staff, product: &Product) -> app::Result<String> {
    let all = product::divisions(&staff.ctx).await?;
    let named = all.iter().find(|division| division.id == product.division_id);
    Ok(named.map_or_else(|| product.division.clone(), |division| staff.w.pick(&division.name_ja, &division.name_en).to_owned()))
}

async fn show(staff: Staff, Path(slug): Path<String>) -> PageResult {
    let (product, releases) = product::show(&staff.ctx, slug).await?;
    let division = division_name(&staff, &product).await?;
    page(&Show { f: staff.f, w: staff.w, faults: Faults::default(), product, division, releases, version: String::new() })
}

async fn add_release(staff: Staff, Path(slug): Path<String>, Posted(fields): Posted) -> PageResult {
    let version = fields.text("version");
    let form = fields.instant("support_until").map(|until| ReleaseForm {
        version: version.clone(),
        released_at: None,
        support_until: until.map(|given| given.instant),
    });
    let added = match form {
        Ok(form) => product::add_release(&staff.ctx, slug.clone(), form).await,
        Err(refusal) => Err(app::Error::Fields(vec![app::Fault::new("support_until", refusal)])),
    };
    match added {
        Ok(version) => Ok(Redirect::to(&format!("/app/products/{slug}/releases/{version}")).into_response()),
        Err(error) => {
            let faults = Faults::of(error, staff.w)?;
            let (product, releases) = product::show(&staff.ctx, slug).await?;
            let division = division_name(&staff, &product).await?;
            page_as(StatusCode::UNPROCESSABLE_ENTITY, &Show { f: staff.f, w: staff.w, faults, product, division, releases, version })
        }
    }
}

/// A finding as its row shows it.
struct FindingRow {
    finding: Finding,
    score: String,
    why: Reason,
}

#[derive(Template)]
#[template(path = "product/release.html")]
struct ReleasePage {
    f: Frame,
    w: Words,
    faults: Faults,
    release: Release,
    sbom: Option<Sbom>,
    problems: Vec<ProblemRow>,
    open: Vec<FindingRow>,
    closed: Vec<FindingRow>,
    unmatchable: Vec<Component>,
    unmatchable_more: usize,
    pushed: Option<Pushed>,
    may_push: bool,
}

impl ReleasePage {
    fn percent(&self) -> String {
        share(self.release.matchable, self.release.components)
    }

    fn command(&self) -> String {
        format!("hinomi sbom push bom.json --product {} --release {}", self.release.product, self.release.version)
    }
}

fn tenths(score: Option<i64>) -> String {
    score.map_or_else(String::new, |tenths| format!("{}.{}", tenths / 10, tenths % 10))
}

async fn release_page(staff: Staff, slug: String, version: String, faults: Faults, pushed: Option<Pushed>) -> PageResult {
    let (release, sbom, components) = sbom::current(&staff.ctx, slug.clone(), version.clone()).await?;
    let w = staff.w;
    let row = |finding: Finding| FindingRow { score: tenths(finding.score), why: Reason::kept(w, &finding.explanation), finding };
    let (open, closed): (Vec<_>, Vec<_>) =
        finding::of_release(&staff.ctx, slug, version).await?.into_iter().map(row).partition(|row| row.finding.closed_at.is_none());
    let mut unmatchable: Vec<Component> = components.into_iter().filter(|c| c.unmatchable.is_some()).collect();
    let unmatchable_more = unmatchable.len().saturating_sub(UNMATCHABLE_SHOWN_MAX);
    unmatchable.truncate(UNMATCHABLE_SHOWN_MAX);
    let problems = sbom.as_ref().map(sbom::problems_of).unwrap_or_default();
    let may_push = domain::access::may(&staff.ctx.viewer, Act::ReleaseEdit, product::standing(&release));
    let status = if faults.any() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view =
        ReleasePage { f: staff.f, w, faults, release, sbom, problems, open, closed, unmatchable, unmatchable_more, pushed, may_push };
    page_as(status, &view)
}

async fn release(staff: Staff, Path((slug, version)): Path<(String, String)>) -> PageResult {
    release_page(staff, slug, version, Faults::default(), None).await
}

async fn push(staff: Staff, Path((slug, version)): Path<(String, String)>, upload: Upload) -> PageResult {
    let Some((_, bytes)) = upload.file else {
        let faults = Faults::of(app::Error::Fields(vec![app::Fault::new("sbom", Refusal::required("sbom"))]), staff.w)?;
        return release_page(staff, slug, version, faults, None).await;
    };
    let strict = upload.fields.ticked("strict");
    let push = Push { product: slug.clone(), version: version.clone(), bytes, strict, allow_empty: false, create: false };
    match sbom::push(&staff.ctx, push).await {
        Ok(pushed) => release_page(staff, slug, version, Faults::default(), Some(pushed)).await,
        Err(error) => {
            let faults = at_field(error, staff.w)?;
            release_page(staff, slug, version, faults, None).await
        }
    }
}

/// Shows a refusal of the file at the file's field.
fn at_field(error: app::Error, w: Words) -> Result<Faults, Oops> {
    match error.refusal() {
        Some(refusal) if refusal.code().starts_with("sbom.") => Faults::of(app::Error::Fields(vec![app::Fault::new("sbom", refusal)]), w),
        _ => Faults::of(error, w),
    }
}
