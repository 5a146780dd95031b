//! People, roles and tokens by page and by API.

use serde_json::json;
use testkit::TestApp;

const PASSWORD: &str = "a long enough password";
const LIST: &str = "/app/settings/people";

#[tokio::test]
async fn an_administrator_adds_a_person_who_can_sign_in() {
    let app = TestApp::new().await;
    let mut admin = app.browser("admin").await;
    let fields =
        [("login", "new"), ("name", "新しい人"), ("password", PASSWORD), ("role", "triage"), ("division", "video"), ("lang", "en")];
    let added = admin.post_from(LIST, LIST, &fields).await;
    assert_eq!((added.status, added.location()), (303, "/app/settings/people/new"));
    let page = admin.get("/app/settings/people/new").await.text();
    assert!(page.contains("新しい人") && page.contains("value=\"triage:video\""), "{page}");
    let entered = app.stranger().post_from("/sign-in", "/sign-in", &[("login", "new"), ("password", PASSWORD)]).await;
    assert_eq!(entered.status, 303);
}

#[tokio::test]
async fn bad_input_keeps_what_was_typed_and_stores_nothing() {
    let app = TestApp::new().await;
    let mut admin = app.browser("admin").await;
    let bad = [("login", "B A D"), ("name", "typed"), ("password", "short"), ("mail", "a@b@c"), ("role", "triage")];
    let reply = admin.post_from(LIST, LIST, &bad).await;
    assert_eq!(reply.status, 422);
    let text = reply.text();
    for part in ["href=\"#login\"", "href=\"#password\"", "href=\"#mail\"", "value=\"typed\"", "value=\"B A D\""] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("value=\"short\""), "a password is never sent back");
    let taken = admin.post_from(LIST, LIST, &[("login", "lead"), ("name", "x"), ("password", PASSWORD), ("role", "triage")]).await;
    assert_eq!(taken.status, 422);
    let role = admin.post_from(LIST, LIST, &[("login", "fresh"), ("name", "x"), ("password", PASSWORD), ("role", "king")]).await;
    assert_eq!(role.status, 422);
    assert_eq!(admin.get("/app/settings/people/fresh").await.status, 404, "a refused role undoes the account");
}

#[tokio::test]
async fn roles_come_and_go_and_the_last_administrator_stays() {
    let app = TestApp::new().await;
    let mut admin = app.browser("admin").await;
    let at = "/app/settings/people/pr";
    let given = admin.post_from(at, "/app/settings/people/pr/roles", &[("role", "lead"), ("division", "network")]).await;
    assert_eq!(given.status, 303);
    assert!(admin.get(at).await.text().contains("value=\"lead:network\""));
    let taken = admin.post_from(at, "/app/settings/people/pr/role-revocations", &[("role", "lead:network")]).await;
    assert_eq!(taken.status, 303);
    assert!(!admin.get(at).await.text().contains("value=\"lead:network\""));
    let own = "/app/settings/people/admin";
    assert_eq!(admin.post_from(own, "/app/settings/people/admin/role-revocations", &[("role", "admin")]).await.status, 422);
    assert_eq!(admin.post_from(own, "/app/settings/people/admin/closure", &[]).await.status, 422);
    assert_eq!(admin.get(own).await.status, 200, "still an administrator");
}

#[tokio::test]
async fn a_shut_account_and_its_tokens_do_nothing_until_it_is_reopened() {
    let app = TestApp::new().await;
    let token = app.token("triage", &["catalogue:read"]).await;
    let mut program = app.stranger().with_token(token);
    assert_eq!(program.get("/api/v1/me").await.status, 200);
    let mut admin = app.browser("admin").await;
    let at = "/app/settings/people/triage";
    assert_eq!(admin.post_from(at, "/app/settings/people/triage/closure", &[]).await.status, 303);
    assert_eq!(program.get("/api/v1/me").await.status, 401);
    assert_eq!(admin.post_from(at, "/app/settings/people/triage/reopening", &[]).await.status, 303);
    assert_eq!(program.get("/api/v1/me").await.status, 200);
}

#[tokio::test]
async fn the_api_does_what_the_pages_do() {
    let app = TestApp::new().await;
    let mut admin = app.stranger().with_token(app.token("admin", &["admin:write"]).await);
    let new = json!({"login": "new", "name": "New", "password": PASSWORD, "lang": "en", "roles": ["owner:control"]});
    assert_eq!(admin.call("POST", "/api/v1/users?dry_run=1", &new).await.status, 201);
    assert_eq!(admin.get("/api/v1/users/new").await.code(), "auth.not_found", "only tried");
    let made = admin.call("POST", "/api/v1/users", &new).await;
    assert_eq!((made.status, made.location()), (201, "/api/v1/users/new"));
    assert_eq!(made.json()["roles"], json!(["owner:control"]));
    assert_eq!(admin.call("POST", "/api/v1/users/new/roles", &json!({"role": "pr"})).await.status, 204);
    assert_eq!(admin.call("DELETE", "/api/v1/users/new/roles/owner:control", &json!({})).await.status, 204);
    assert_eq!(admin.get("/api/v1/users/new").await.json()["roles"], json!(["pr"]));
    assert_eq!(admin.call("POST", "/api/v1/users/new/closure", &json!({})).await.status, 204);
    assert!(admin.get("/api/v1/users/new").await.json()["shut_at"].is_string());
    assert_eq!(admin.call("DELETE", "/api/v1/users/new/closure", &json!({})).await.status, 204);
    assert_eq!(admin.call("POST", "/api/v1/users/admin/closure", &json!({})).await.code(), "state.conflict");
    let bad = admin.call("POST", "/api/v1/users", &json!({"login": "x", "name": "", "password": "short"})).await;
    assert_eq!((bad.status, bad.json()["errors"].as_array().map(Vec::len)), (422, Some(3)));
    assert_eq!(admin.call("POST", "/api/v1/users", &json!({"logn": "x"})).await.status, 400, "an unknown field is no typing error of ours");
    let mut lead = app.stranger().with_token(app.token("lead", &["admin:write"]).await);
    let (there, nowhere) = (lead.get("/api/v1/users/new").await, lead.get("/api/v1/users/nobody").await);
    assert_eq!((there.status, there.code()), (404, nowhere.code()));
}

#[tokio::test]
async fn a_token_shows_its_secret_once_and_reaches_only_its_scopes() {
    let app = TestApp::new().await;
    let mut lead = app.browser("lead").await;
    let at = "/app/settings/tokens";
    let empty = lead.post_from(at, at, &[("name", "ci"), ("expires_at", "9999")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("href=\"#scopes\"") && empty.text().contains("value=\"9999\""));
    let made =
        lead.post_from(at, at, &[("name", "ci"), ("scopes", "catalogue:read"), ("scopes", "sboms:write"), ("expires_at", "30")]).await;
    assert_eq!(made.status, 200);
    let text = made.text();
    let secret = format!("hnm_{}", text.split("hnm_").nth(1).unwrap().split('<').next().unwrap());
    assert!(!lead.get(at).await.text().contains("hnm_"), "shown once");
    let mut program = app.stranger().with_token(&secret);
    assert_eq!(program.get("/api/v1/me").await.json()["scopes"], json!(["catalogue:read", "sboms:write"]));
    assert_eq!(program.get("/api/v1/users").await.status, 404);
    let mut other = app.browser("triage").await;
    let id = lead.get(at).await.text().split("/app/settings/tokens/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let revocation = format!("{at}/{id}/revocation");
    assert_eq!(other.post_from(at, &revocation, &[]).await.status, 404, "somebody else's");
    assert!(!other.get(at).await.text().contains(&revocation));
    assert_eq!(lead.post_from(at, &revocation, &[]).await.status, 303);
    assert_eq!(program.get("/api/v1/me").await.status, 401);
}

#[tokio::test]
async fn a_token_never_makes_one_that_reaches_further() {
    let app = TestApp::new().await;
    let mut program = app.stranger().with_token(app.token("lead", &["self:write"]).await);
    let wide = program.call("POST", "/api/v1/tokens", &json!({"name": "wide", "scopes": ["cases:write"], "days": 30})).await;
    assert_eq!((wide.status, wide.json()["errors"][0]["pointer"].clone()), (422, json!("/scopes")));
    let made = program.call("POST", "/api/v1/tokens", &json!({"name": "same", "scopes": ["self:write"], "days": 30})).await;
    assert_eq!(made.status, 201);
    let list = program.get("/api/v1/tokens").await;
    assert_eq!(list.json()["items"].as_array().map(Vec::len), Some(2));
    assert!(!list.text().contains("hnm_"));
    let location = made.location().to_owned();
    assert_eq!(program.call("DELETE", &location, &json!({})).await.status, 204);
    assert_eq!(program.call("DELETE", &location, &json!({})).await.code(), "auth.not_found");
}

#[tokio::test]
async fn the_tabs_of_the_settings_show_what_the_viewer_may_open() {
    let app = TestApp::new().await;
    for (login, tabs) in [("admin", 5), ("lead", 3), ("pr", 2)] {
        let page = app.browser(login).await.get("/app/settings/account").await.text();
        let nav = page.split("<nav class=\"tabs\"").nth(1).unwrap().split("</nav>").next().unwrap();
        assert_eq!(nav.matches("<a ").count(), tabs, "{login}");
        assert!(nav.contains("href=\"/app/settings/account\" aria-current=\"page\""));
    }
}
