//! W05: the disclosure policy, in the words of the house's own promises.

use crate::frame::{Frame, PageResult, Site, page};
use crate::routes::Routes;
use askama::Template;
use domain::access::Act;
use words::Words;

pub(crate) fn routes() -> Routes {
    Routes::new().page("/{lang}/policy", Act::PublicRead, policy)
}

#[derive(Template)]
#[template(path = "report/policy.html")]
struct Policy {
    f: Frame,
    w: Words,
    ack_days: u32,
    embargo_days: i64,
}

async fn policy(Site(anyone): Site) -> PageResult {
    let config = &anyone.ctx.house.config;
    let (ack_days, embargo_days) = (config.deadlines.ack_business_days, config.embargo.default_days);
    page(&Policy { f: anyone.f, w: anyone.w, ack_days, embargo_days })
}
