//! Every page in both languages: language, one heading, a title, labels at every input, no word left out.

use super::world::{Things, world};
use domain::access::{self, Reach};
use domain::viewer::Role;
use std::collections::BTreeSet;
use web::Face;

#[tokio::test]
async fn every_page_is_whole_in_both_languages() {
    let app = world().await;
    let things = Things::of(&app).await;
    let mut browsers = vec![app.browser("lead").await, app.browser("admin").await, app.stranger()];
    let (mut faults, mut seen) = (Vec::new(), BTreeSet::new());
    for lang in ["ja", "en"] {
        for browser in &mut browsers {
            browser.lang = lang;
            browser.get(&format!("/app/language/{lang}")).await;
        }
        for route in web::routes().into_iter().filter(|route| route.face == Face::Page && route.method == "GET") {
            let Some(path) = things.fill(&route.path.replace("{lang}", lang)) else { continue };
            if path.starts_with("/app/language/") {
                continue;
            }
            let who = match (path.starts_with("/app"), access::reach(Role::Lead, route.act)) {
                (false, _) => 2,
                (true, Reach::No) => 1,
                (true, _) => 0,
            };
            let reply = browsers[who].clone().get(&path).await;
            if reply.status == 200 && reply.headers.get("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
                seen.insert(route.path);
                faults.extend(check(&reply.text(), lang).into_iter().map(|fault| format!("{lang} {path}: {fault}")));
            }
        }
    }
    assert!(seen.contains("/app/today") && seen.contains("/sign-in"), "the walk saw too little: {seen:?}");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// What is missing on a page.
fn check(html: &str, lang: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut must = |fine: bool, what: String| {
        if !fine {
            faults.push(what);
        }
    };
    must(html.contains(&format!("<html lang=\"{lang}\"")), "another language".to_owned());
    must(html.matches("<h1").count() == 1, format!("{} headings of the first rank", html.matches("<h1").count()));
    let title = between(html, "<title>", "</title>").unwrap_or("").trim();
    must(title.split(" · ").all(|part| !part.trim().is_empty()), format!("the title is `{title}`"));
    must(html.contains("<main id=\"main\""), "no main".to_owned());
    // The two sentences that the script fills keep their place on purpose.
    let plain = without(&without(&html.replace("{t}", ""), "<pre", "</pre>"), "<code", "</code>");
    must(!plain.contains(['{', '}']), format!("a place was not filled: {}", around(&plain, &['{', '}'])));
    for chip in pieces(html, "<span class=\"chip").chain(pieces(html, "<option")) {
        must(chip.split('<').next().unwrap_or("").trim() != "–", "a word of a closed set is missing".to_owned());
    }
    for control in controls(html) {
        must(labelled(html, control), format!("no label: {control}"));
    }
    faults
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> Option<&'t str> {
    let start = text.find(from)? + from.len();
    Some(&text[start..start + text[start..].find(to)?])
}

fn without(text: &str, from: &str, to: &str) -> String {
    let mut rest = text;
    let mut out = String::new();
    while let Some(start) = rest.find(from) {
        out.push_str(&rest[..start]);
        let end = rest[start..].find(to).map_or(rest.len(), |at| start + at + to.len());
        rest = &rest[end..];
    }
    out + rest
}

fn around(text: &str, what: &[char]) -> String {
    let at = text.find(what).unwrap_or(0);
    let before = text[..at].chars().rev().take(40).collect::<Vec<_>>();
    before.into_iter().rev().chain(text[at..].chars().take(40)).collect()
}

/// What follows each opening tag.
fn pieces<'t>(html: &'t str, open: &'t str) -> impl Iterator<Item = &'t str> {
    html.split(open).skip(1).filter_map(|rest| rest.split_once('>')).map(|(_, inside)| inside)
}

/// Opening tags of everything that somebody fills in.
fn controls(html: &str) -> impl Iterator<Item = &str> {
    ["<input", "<select", "<textarea"].into_iter().flat_map(|open| {
        html.match_indices(open)
            .filter_map(|(at, _)| html[at..].find('>').map(|end| &html[at..=at + end]))
            .filter(|tag| !["hidden", "submit", "button"].iter().any(|kind| tag.contains(&format!("type=\"{kind}\""))))
    })
}

/// Whether a control has a label: by its id, around it, or in its own attribute.
fn labelled(html: &str, tag: &str) -> bool {
    if tag.contains(" aria-label=") || tag.contains(" aria-labelledby=") {
        return true;
    }
    if between(tag, " id=\"", "\"").is_some_and(|id| html.contains(&format!("for=\"{id}\""))) {
        return true;
    }
    let at = html.find(tag).unwrap_or(0);
    html[..at].rfind("<label").is_some_and(|open| !html[open..at].contains("</label>"))
}

#[test]
fn the_check_of_a_page_sees_what_is_missing() {
    let page = |main: &str| format!("<html lang=\"en\"><title>A · B</title><main id=\"main\"><h1>A</h1>{main}</main>");
    assert_eq!(
        check(&page("<label for=\"a\">A</label><input id=\"a\"><label><input type=\"checkbox\"> B</label>"), "en"),
        Vec::<String>::new()
    );
    for bad in
        ["<h1>B</h1>", "<input id=\"a\">", "<label>A</label><textarea></textarea>", "Left {n}", "<span class=\"chip chip-idle\">–</span>"]
    {
        assert_eq!(check(&page(bad), "en").len(), 1, "{bad}");
    }
    assert_eq!(check(&page(""), "ja").len(), 1);
}
