//! A browser without script: cookies, forms with their tokens, redirects followed on demand.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt as _;
use std::collections::BTreeMap;
use tower::ServiceExt as _;

/// Somebody who looks at pages, or a program that calls the API.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    /// The language asked for.
    pub lang: &'static str,
    token: Option<String>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// Body.
    pub bytes: Vec<u8>,
}

impl Reply {
    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("no JSON ({error}): {}", self.text()))
    }

    /// Where a redirect leads.
    #[must_use]
    pub fn location(&self) -> &str {
        self.headers.get("location").map_or("", String::as_str)
    }

    /// The code of a problem document.
    #[must_use]
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or("").to_owned()
    }

    /// The token of the forms of this page.
    #[must_use]
    pub fn form_token(&self) -> String {
        let text = self.text();
        let mark = "name=\"form_token\" value=\"";
        let at = text.find(mark).map(|at| at + mark.len()).unwrap_or_else(|| panic!("no form on the page: {text}"));
        text[at..].split('"').next().unwrap_or("").to_owned()
    }

    /// The message that two answers must share when one may not tell them apart: status, body, headers but date and request number.
    #[must_use]
    pub fn indistinguishable(&self) -> (u16, BTreeMap<String, String>, Vec<u8>) {
        let mut headers = self.headers.clone();
        headers.remove("x-request-id");
        headers.remove("date");
        (self.status, headers, self.bytes.clone())
    }
}

impl Browser {
    /// Somebody without cookies.
    #[must_use]
    pub fn new(router: Router) -> Self {
        Self { router, cookies: BTreeMap::new(), lang: "en", token: None }
    }

    /// A program that calls with a token.
    #[must_use]
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Opens an address.
    pub async fn get(&mut self, path: &str) -> Reply {
        self.send("GET", path, None, Vec::new(), &[]).await
    }

    /// Sends a form from the page `from`, whose token it carries. Pairs may repeat a name.
    pub async fn post_from(&mut self, from: &str, to: &str, fields: &[(&str, &str)]) -> Reply {
        let token = self.get(from).await.form_token();
        let mut all = vec![("form_token", token.as_str())];
        all.extend_from_slice(fields);
        self.post(to, &all).await
    }

    /// Sends a form as it is.
    pub async fn post(&mut self, to: &str, fields: &[(&str, &str)]) -> Reply {
        let body = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect::<Vec<_>>().join("&");
        self.send("POST", to, Some("application/x-www-form-urlencoded"), body.into_bytes(), &[]).await
    }

    /// Sends a form with files: name, file name, type, bytes.
    pub async fn post_files(&mut self, to: &str, fields: &[(&str, &str)], files: &[(&str, &str, &str, &[u8])]) -> Reply {
        let mark = "----hinomi-test-boundary";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend_from_slice(format!("--{mark}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
        }
        for (name, file, kind, bytes) in files {
            let head =
                format!("--{mark}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: {kind}\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{mark}--\r\n").as_bytes());
        self.send("POST", to, Some(&format!("multipart/form-data; boundary={mark}")), body, &[]).await
    }

    /// Calls the API with a JSON body.
    pub async fn call(&mut self, method: &str, path: &str, body: &serde_json::Value) -> Reply {
        self.send(method, path, Some("application/json"), body.to_string().into_bytes(), &[]).await
    }

    /// Sends anything.
    pub async fn send(&mut self, method: &str, path: &str, kind: Option<&str>, body: Vec<u8>, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "hinomi.test");
        request = request.header(header::ACCEPT_LANGUAGE, self.lang);
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if !self.cookies.is_empty() {
            let line = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
            request = request.header(header::COOKIE, line);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        self.keep_cookies(response.headers());
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let headers = headers.collect();
        let bytes = response.into_body().collect().await.unwrap().to_bytes().to_vec();
        Reply { status, headers, bytes }
    }

    fn keep_cookies(&mut self, headers: &axum::http::HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            let Some((name, value)) = line.split(';').next().and_then(|pair| pair.split_once('=')) else { continue };
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn encode(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
