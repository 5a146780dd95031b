//! P17: every deadline that the viewer may know of, legal ones first.

use super::cases::DueView;
use crate::frame::{Frame, PageResult, Staff, page};
use crate::routes::Routes;
use app::deadline::{self, Wanted};
use askama::Template;
use domain::access::Act;
use words::Words;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/app/deadlines", Act::CaseList, list)
}

#[derive(Template)]
#[template(path = "deadlines.html")]
struct DeadlinesPage {
    f: Frame,
    w: Words,
    legal: Vec<DueView>,
    other: Vec<DueView>,
}

async fn list(staff: Staff) -> PageResult {
    let all = deadline::list(&staff.ctx, Wanted::default()).await?;
    let (w, now) = (staff.w, staff.now);
    let (legal, other) = all.iter().map(|deadline| DueView::of(deadline, w, now)).partition(|due| due.legal);
    page(&DeadlinesPage { f: staff.f, w, legal, other })
}
