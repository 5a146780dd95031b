//! P01: what is to be done today.

use crate::frame::{Frame, PageResult, Staff, page};
use crate::routes::Routes;
use askama::Template;
use domain::access::Act;
use words::Words;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/app/today", Act::StaffRead, today)
}

#[derive(Template)]
#[template(path = "today.html")]
struct Today {
    f: Frame,
    w: Words,
}

async fn today(staff: Staff) -> PageResult {
    page(&Today { f: staff.f, w: staff.w })
}
