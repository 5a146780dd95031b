//! The workbench's page that checks a document: it is sent, looked at and forgotten.

use crate::form::Faults;
use crate::frame::{Frame, PageResult, Staff, page_as};
use crate::routes::Routes;
use crate::upload::Upload;
use app::document::{self, Checked, Depth, Gravity, Quality};
use askama::Template;
use axum::http::StatusCode;
use domain::access::Act;
use domain::refusal::Refusal;
use words::Words;

/// Bytes of a form with a document.
const DOCUMENT_FORM_BYTES_MAX: usize = 300_000_000;

/// Components that cannot be matched and are listed.
const WORK_SHOWN_MAX: usize = 100;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/app/documents", Act::StaffRead, show).post_large("/app/documents", Act::StaffRead, DOCUMENT_FORM_BYTES_MAX, check)
}

#[derive(Template)]
#[template(path = "document.html")]
struct Page {
    f: Frame,
    w: Words,
    faults: Faults,
    depth: Depth,
    limit_mb: usize,
    name: String,
    checked: Option<Checked>,
}

async fn view(staff: Staff, faults: Faults, depth: Depth, name: String, checked: Option<Checked>) -> PageResult {
    let status = if faults.any() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let limit_mb = staff.ctx.house.config.limits.sbom_mb;
    page_as(status, &Page { f: staff.f, w: staff.w, faults, depth, limit_mb, name, checked })
}

async fn show(staff: Staff) -> PageResult {
    view(staff, Faults::default(), Depth::default(), String::new(), None).await
}

async fn check(staff: Staff, upload: Upload) -> PageResult {
    let depth = Depth::of_key(upload.fields.get("depth")).unwrap_or_default();
    let w = staff.w;
    let fault = |refusal| Faults::of(app::Error::Fields(vec![app::Fault::new("document", refusal)]), w);
    let Some((name, bytes)) = upload.file else {
        let faults = fault(Refusal::required("document"))?;
        return view(staff, faults, depth, String::new(), None).await;
    };
    match document::check_sent(&staff.ctx, bytes, depth).await {
        Ok(checked) => view(staff, Faults::default(), depth, name, Some(checked)).await,
        Err(error) => {
            let faults = match error.refusal() {
                Some(refusal) => fault(refusal)?,
                None => Faults::of(error, w)?,
            };
            view(staff, faults, depth, name, None).await
        }
    }
}

/// `3 of 8 (37 %)`.
fn share(w: Words, quality: &Quality) -> String {
    let (n, all) = (quality.matchable(), quality.components);
    w.quality_of(all, n, (n * 100).checked_div(all).unwrap_or(0))
}

/// The counts of a quality with their words.
fn rows(w: Words, quality: &Quality) -> [(&'static str, usize); 8] {
    [
        (w.quality_by_package(), quality.by_package),
        (w.quality_by_cpe(), quality.by_cpe),
        (w.quality_with_version(), quality.with_version),
        (w.quality_with_supplier(), quality.with_supplier),
        (w.quality_with_licence(), quality.with_licence),
        (w.quality_with_hash(), quality.with_hash),
        (w.quality_with_relation(), quality.with_relation),
        (w.quality_duplicates(), quality.duplicates),
    ]
}
