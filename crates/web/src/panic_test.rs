//! A panic is answered like any failure: worded, with the headers of every answer, telling nothing of itself.

use crate::{Web, dressed};
use app::{Clock, Config, House};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use axum::routing::get;
use std::sync::Arc;
use tower::ServiceExt as _;

async fn stumbles() -> &'static str {
    panic!("a secret of the handler")
}

async fn answer(house: &Arc<House>, path: &str) -> (Response<()>, String) {
    let routes = Router::new().route("/en/page", get(stumbles)).route("/api/v1/call", get(stumbles));
    let app = dressed(routes, Web::of(house));
    let response = app.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let text = String::from_utf8(to_bytes(body, 1_000_000).await.unwrap().to_vec()).unwrap();
    (Response::from_parts(parts, ()), text)
}

#[tokio::test]
async fn a_panic_has_every_header_and_tells_nothing() {
    let dir = std::env::temp_dir().join(format!("hinomi-panic-{}", &app::secret::fresh().unwrap()[..12]));
    let mut config = Config::default();
    config.server.data_dir = dir.clone();
    let house = House::open(config, Clock::Machine, false).await.unwrap();
    for (path, kind) in [("/en/page", "text/html"), ("/api/v1/call", "application/problem+json")] {
        let (response, text) = answer(&house, path).await;
        assert_eq!(response.status(), 500, "{path}");
        let header = |name: &str| response.headers().get(name).map_or("", |value| value.to_str().unwrap());
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
        assert!(header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert!(header("x-request-id").len() == 16 && header("cache-control") == "no-store", "{path}");
        assert!(header("content-type").starts_with(kind), "{path}: {}", header("content-type"));
        assert!(!text.contains("secret") && text.contains(header("x-request-id")), "{path}: {text}");
    }
    let bare = crate::oops::panicked_outside(Box::new("a secret"));
    assert_eq!(bare.status(), 500);
    assert!(bare.headers().contains_key("content-security-policy") && bare.headers().contains_key("x-request-id"));
    drop(house);
    let _ = std::fs::remove_dir_all(dir);
}
