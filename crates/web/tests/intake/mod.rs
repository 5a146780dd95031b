//! Reports: sent without an account, followed by a code, ruled on by staff.

mod hostile;
mod once;
mod queue;
mod staff;
mod status;

use serde_json::{Value, json};
use testkit::{Browser, Reply, TestApp};

/// A report that is in order.
pub(crate) fn fields() -> Vec<(&'static str, &'static str)> {
    vec![("product", "KD-CAM200"), ("description", "The management page accepts an old session.")]
}

/// Sends the form with files and its token.
pub(crate) async fn send_form(browser: &mut Browser, lang: &str, fields: &[(&str, &str)], files: &[(&str, &str, &str, &[u8])]) -> Reply {
    let to = format!("/{lang}/report");
    let token = browser.get(&to).await.form_token();
    let mut all = vec![("form_token", token.as_str())];
    all.extend_from_slice(fields);
    browser.post_files(&to, &all, files).await
}

/// Sends a report and answers its receipt code.
pub(crate) async fn sent(app: &TestApp, fields: &[(&str, &str)]) -> String {
    let mut browser = app.stranger();
    let reply = send_form(&mut browser, "en", fields, &[]).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
    code_on(&browser.get(reply.location()).await)
}

/// The receipt code on a page.
pub(crate) fn code_on(page: &Reply) -> String {
    let text = page.text();
    let at = text.find("id=\"code\"").unwrap_or_else(|| panic!("no code: {text}"));
    text[at..].split('>').nth(1).unwrap().split('<').next().unwrap().to_owned()
}

/// Opens the status page by a code.
pub(crate) async fn enter(browser: &mut Browser, lang: &str, code: &str) -> Reply {
    let path = format!("/{lang}/report/status");
    let reply = browser.post_from(&path, &path, &[("code", code)]).await;
    if reply.status == 303 { browser.get(reply.location()).await } else { reply }
}

/// An API caller with everything that triage needs.
pub(crate) async fn caller(app: &TestApp, login: &str) -> Browser {
    let token = app.token(login, &["reports:read", "reports:write", "cases:read", "cases:write"]).await;
    app.stranger().with_token(token)
}

/// Numbers of the reports that somebody lists.
pub(crate) async fn numbers(browser: &mut Browser, path: &str) -> Vec<String> {
    let list = browser.get(path).await.json();
    list["items"].as_array().unwrap().iter().map(|item| item["number"].as_str().unwrap().to_owned()).collect()
}

/// A report by the public API.
pub(crate) fn api_report() -> Value {
    json!({"product": "KD-CAM200", "description": "The management page accepts an old session."})
}
