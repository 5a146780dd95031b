//! The catalogue: divisions, products, releases and until when they are supported.

use crate::{Ctx, Error, Fault, Result};
use domain::access::{self, Act, Standing};
use domain::catalogue as rules;
use domain::event::{Event, ThingRef};
use domain::id::DivisionId;
use domain::instant::Instant;
use domain::refusal::Refusal;
use domain::viewer::Viewer;
use store::Tx;
use store::catalogue::NewProduct;

pub use store::catalogue::{Component, Division, Product, Release, Sbom};

/// A product to be added, before the checks.
#[derive(Debug, Clone, Default)]
pub struct ProductForm {
    /// Name in addresses, such as `kd-cam200`.
    pub slug: String,
    /// Name shown, such as `KD-CAM200`.
    pub name: String,
    /// Slug of its division; a new one is added with it.
    pub division: String,
    /// `internet`, `local` or `unknown`.
    pub exposure: String,
    /// Whether the public site names it.
    pub listed: bool,
    /// Login of its owner; may be empty.
    pub owner: String,
}

/// A release to be added, before the checks.
#[derive(Debug, Clone, Default)]
pub struct ReleaseForm {
    /// Version as printed on the product.
    pub version: String,
    /// When it went out.
    pub released_at: Option<Instant>,
    /// End of its security support; none = not declared.
    pub support_until: Option<Instant>,
}

/// All divisions.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger.
pub async fn divisions(ctx: &Ctx) -> Result<Vec<Division>> {
    ctx.enter(Act::StaffRead)?;
    ctx.read(|tx, viewer| Ok(tx.divisions(viewer)?)).await
}

/// All products.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger.
pub async fn list(ctx: &Ctx) -> Result<Vec<Product>> {
    ctx.enter(Act::StaffRead)?;
    ctx.read(|tx, viewer| Ok(tx.products(viewer)?)).await
}

/// A product with its releases, newest first.
///
/// # Errors
/// No such product, or the refusal of the access table.
pub async fn show(ctx: &Ctx, slug: String) -> Result<(Product, Vec<Release>)> {
    ctx.enter(Act::StaffRead)?;
    ctx.read(move |tx, viewer| {
        let product = tx.product(viewer, &slug)?.ok_or_else(Error::not_found)?;
        let releases = tx.releases(viewer, product.id)?;
        Ok((product, releases))
    })
    .await
}

/// Adds a product, and its division where that is new.
///
/// # Errors
/// Field faults, a taken name, or the refusal of the access table.
pub async fn add(ctx: &Ctx, form: ProductForm) -> Result<String> {
    ctx.enter(Act::ProductEdit)?;
    let mut faults = Vec::new();
    let slug = rules::check_slug("slug", &form.slug).map_err(|r| faults.push(Fault::new("slug", r))).unwrap_or_default();
    let name = rules::check_name("name", &form.name).map_err(|r| faults.push(Fault::new("name", r))).unwrap_or_default();
    let division = rules::check_slug("division", &form.division).map_err(|r| faults.push(Fault::new("division", r))).unwrap_or_default();
    let exposure = if form.exposure.is_empty() { "unknown" } else { form.exposure.as_str() };
    let exposure = rules::Exposure::read("exposure", exposure).map_err(|r| faults.push(Fault::new("exposure", r))).map_or("", |e| e.key());
    if !faults.is_empty() {
        return Err(Error::Fields(faults));
    }
    let answer = slug.clone();
    ctx.transact(move |tx, viewer, now| {
        let division_id = division_in(tx, viewer, &division)?;
        access::allow(viewer, Act::ProductEdit, Standing { division: Some(division_id), ..Standing::default() })?;
        let owner_id = match form.owner.trim() {
            "" => None,
            login => Some(tx.person_by_login(viewer, login)?.ok_or_else(|| Refusal::invalid("owner", login))?.id),
        };
        let new = NewProduct { division_id, slug: slug.clone(), name, exposure: exposure.to_owned(), listed: form.listed, owner_id };
        tx.add_product(&new, now)?.ok_or_else(|| Error::from(Refusal::NameTaken { name: slug.clone() }))?;
        let event = Event::new("product", "added", ThingRef::new("product", &slug)).with("division", &division);
        tx.record(viewer, &[event], now)?;
        Ok(())
    })
    .await?;
    Ok(answer)
}

/// The division of a slug; one that nobody has named yet is added under its slug in both languages.
fn division_in(tx: &mut Tx<'_>, viewer: &Viewer, slug: &str) -> Result<DivisionId> {
    if let Some(found) = tx.divisions(viewer)?.into_iter().find(|division| division.slug == slug) {
        return Ok(found.id);
    }
    Ok(tx.ensure_division(slug, slug, slug)?)
}

/// A release by product and version.
///
/// # Errors
/// No such release, or the refusal of the access table.
pub async fn release(ctx: &Ctx, product: String, version: String) -> Result<Release> {
    ctx.enter(Act::StaffRead)?;
    ctx.read(move |tx, viewer| tx.release(viewer, &product, &version)?.ok_or_else(Error::not_found)).await
}

/// Splits `product@version`.
///
/// # Errors
/// [`Refusal::NotFound`] when it has no `@`.
pub fn split_key(key: &str) -> Result<(String, String)> {
    key.split_once('@').map(|(product, version)| (product.to_owned(), version.to_owned())).ok_or_else(Error::not_found)
}

/// What the viewer stands to in a release.
#[must_use]
pub fn standing(release: &Release) -> Standing {
    Standing { division: Some(release.division_id), ..Standing::default() }
}

/// Adds a release to a product.
///
/// # Errors
/// Field faults, a taken version, no such product, or the refusal of the access table.
pub async fn add_release(ctx: &Ctx, product: String, form: ReleaseForm) -> Result<String> {
    ctx.enter(Act::ReleaseEdit)?;
    let version = checked_version(&form.version)?;
    let answer = version.clone();
    ctx.transact(move |tx, viewer, now| {
        let found = may_add_release(tx, viewer, &product)?;
        write_release(tx, viewer, &found, &version, &form, now)
    })
    .await?;
    Ok(answer)
}

/// The version as it is kept, or what is wrong with it.
pub(crate) fn checked_version(text: &str) -> Result<String> {
    rules::check_version(text).map_err(|r| Error::Fields(vec![Fault::new("version", r)]))
}

/// The product, when the viewer may add releases to it.
pub(crate) fn may_add_release(tx: &mut Tx<'_>, viewer: &Viewer, product: &str) -> Result<Product> {
    let found = tx.product(viewer, product)?.ok_or_else(Error::not_found)?;
    access::allow(viewer, Act::ReleaseEdit, Standing { division: Some(found.division_id), ..Standing::default() })?;
    Ok(found)
}

/// Writes a new release with its event.
pub(crate) fn write_release(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    product: &Product,
    version: &str,
    form: &ReleaseForm,
    now: Instant,
) -> Result<()> {
    let key = format!("{}@{version}", product.slug);
    tx.add_release(product.id, version, form.released_at, form.support_until, now)?
        .ok_or_else(|| Error::from(Refusal::NameTaken { name: key.clone() }))?;
    tx.record(viewer, &[Event::new("release", "added", ThingRef::new("release", &key))], now)?;
    Ok(())
}

/// Declares until when a release gets security fixes.
///
/// # Errors
/// No such release, or the refusal of the access table.
pub async fn set_support_end(ctx: &Ctx, product: String, version: String, until: Option<Instant>) -> Result<()> {
    ctx.enter(Act::ReleaseEdit)?;
    ctx.transact(move |tx, viewer, now| {
        let release = tx.release(viewer, &product, &version)?.ok_or_else(Error::not_found)?;
        access::allow(viewer, Act::ReleaseEdit, standing(&release))?;
        tx.set_support_until(release.id, until)?;
        let said = until.map_or_else(|| "none".to_owned(), Instant::to_rfc3339);
        tx.record(viewer, &[Event::new("release", "end_of_support", ThingRef::new("release", release.key())).with("until", said)], now)?;
        Ok(())
    })
    .await
}
