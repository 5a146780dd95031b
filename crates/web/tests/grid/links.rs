//! Every link of every page leads somewhere.

use super::world::world;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use testkit::Browser;

/// Addresses of one shape that are followed: a broken link is broken for every thing that it names.
const SAME_SHAPE_MAX: usize = 3;

/// The path with numbers, versions and names of products left out.
fn shape(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or("");
    let mut before = "";
    let pieces = path.split('/').map(|piece| {
        let named = before == "products" && piece != "new" || piece.bytes().any(|byte| byte.is_ascii_digit());
        before = piece;
        if named { "#" } else { piece }
    });
    pieces.collect::<Vec<_>>().join("/")
}

fn links(page: &str) -> impl Iterator<Item = String> + '_ {
    let inside = page.split("href=\"/").skip(1).filter_map(|rest| rest.split('"').next());
    inside.map(|rest| format!("/{}", rest.split('#').next().unwrap_or("").replace("&#38;", "&").replace("&amp;", "&")))
}

/// Follows every link from `start` and answers those that lead nowhere, with the page that has them, and how many were followed.
async fn broken(browser: &mut Browser, start: &str) -> (Vec<String>, usize) {
    let (mut waiting, mut seen, mut shapes) = (VecDeque::from([(String::new(), start.to_owned())]), BTreeSet::new(), BTreeMap::new());
    let (mut broken, mut followed) = (Vec::new(), 0);
    while let Some((from, address)) = waiting.pop_front() {
        let count: &mut usize = shapes.entry(shape(&address)).or_default();
        if *count >= SAME_SHAPE_MAX || !seen.insert(address.clone()) {
            continue;
        }
        *count += 1;
        followed += 1;
        let reply = browser.get(&address).await;
        match reply.status {
            200 if reply.headers["content-type"].starts_with("text/html") => {
                waiting.extend(links(&reply.text()).filter(|link| !link.starts_with("/app/language/")).map(|link| (address.clone(), link)));
            }
            200 => {}
            // There, and told so: the auditor reads the site and sends no report.
            403 => {}
            303 => waiting.push_back((address, reply.location().to_owned())),
            status => broken.push(format!("{from} → {address}: {status}")),
        }
    }
    (broken, followed)
}

#[tokio::test]
async fn every_link_of_every_page_leads_somewhere() {
    let app = world().await;
    let mut all = Vec::new();
    for login in ["lead", "triage", "owner-net", "pr", "legal", "qa", "exec", "auditor", "admin"] {
        let (broken, followed) = broken(&mut app.browser(login).await, "/app/today").await;
        all.extend(broken.into_iter().map(|link| format!("{login}: {link}")));
        assert!(followed > 15, "{login} followed {followed}");
    }
    for start in ["/ja/", "/en/"] {
        let (broken, followed) = broken(&mut app.stranger(), start).await;
        all.extend(broken.into_iter().map(|link| format!("stranger: {link}")));
        assert!(followed > 10, "{start} followed {followed}");
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}
