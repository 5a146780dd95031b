//! Cases, embargoes, facts, assessments, scores, plans, awareness, filings and deadlines, by page and by API.

mod coordination;
mod filing;
mod secrecy;
mod sheet;
mod work;

use domain::access;
use serde_json::{Value, json};
use testkit::{Browser, Reply, TestApp};

/// A program that calls as somebody, with every scope.
async fn calls(app: &TestApp, login: &str) -> Browser {
    app.stranger().with_token(app.token(login, &access::scopes()).await)
}

/// Opens a case and answers its address in the API.
async fn opened(lead: &mut Browser, title: &str) -> String {
    let reply = lead.call("POST", "/api/v1/cases", &json!({ "title": title })).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.location().to_owned()
}

/// Calls and expects success.
async fn fine(who: &mut Browser, path: &str, body: Value) -> Reply {
    let reply = who.call("POST", path, &body).await;
    assert!(matches!(reply.status, 200 | 201 | 204), "{path}: {} {}", reply.status, reply.text());
    reply
}

/// Calls and expects a refusal with its status and code.
async fn refused(who: &mut Browser, path: &str, body: Value, status: u16, code: &str) {
    let reply = who.call("POST", path, &body).await;
    assert_eq!((reply.status, reply.code().as_str()), (status, code), "{path}: {}", reply.text());
}

async fn stage(who: &mut Browser, case: &str) -> (String, Vec<(String, Vec<String>)>) {
    let stage = who.get(&format!("{case}/stage")).await.json();
    let unmet = stage["unmet"].as_array().unwrap().iter().map(|line| {
        let things = line["things"].as_array().unwrap().iter().map(|thing| thing.as_str().unwrap().to_owned()).collect();
        (line["condition"].as_str().unwrap().to_owned(), things)
    });
    (stage["stage"].as_str().unwrap().to_owned(), unmet.collect())
}

async fn deadline(who: &mut Browser, case: &str, key: &str) -> Value {
    let all = who.get(&format!("{case}/deadlines")).await.json();
    let found = all["items"].as_array().unwrap().iter().find(|due| due["key"] == key).cloned();
    found.unwrap_or_else(|| panic!("{key} is not among {all}"))
}
