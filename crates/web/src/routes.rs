//! The inventory of routes: each names the act that it needs and is guarded by it before its handler runs.

use crate::oops::Oops;
use crate::visit::Visit;
use crate::{Web, api::openapi::Doc};
use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};
use domain::access::{self, Act};

/// Which side of the product a route belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// A page, or a form that leads to one.
    Page,
    /// The JSON API.
    Api,
    /// Files and machine addresses.
    Machine,
}

/// One route.
#[derive(Debug, Clone)]
pub struct Route {
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: &'static str,
    /// Path with `{names}`.
    pub path: &'static str,
    /// The act that it needs.
    pub act: Act,
    /// Its side.
    pub face: Face,
    pub(crate) doc: Option<Doc>,
}

/// Routes under construction.
pub(crate) struct Routes {
    pub(crate) router: Router<Web>,
    pub(crate) list: Vec<Route>,
}

impl Routes {
    pub(crate) fn new() -> Self {
        Self { router: Router::new(), list: Vec::new() }
    }

    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.list.extend(other.list);
        self
    }

    /// A page.
    pub(crate) fn page<H: Handler<T, Web>, T: 'static>(self, path: &'static str, act: Act, handler: H) -> Self {
        self.put(Route { method: "GET", path, act, face: Face::Page, doc: None }, handler)
    }

    /// A form's target.
    pub(crate) fn post<H: Handler<T, Web>, T: 'static>(self, path: &'static str, act: Act, handler: H) -> Self {
        self.put(Route { method: "POST", path, act, face: Face::Page, doc: None }, handler)
    }

    /// A form's target that takes up to `most` bytes.
    pub(crate) fn post_large<H: Handler<T, Web>, T: 'static>(mut self, path: &'static str, act: Act, most: usize, handler: H) -> Self {
        let route = Route { method: "POST", path, act, face: Face::Page, doc: None };
        let guarded = on(MethodFilter::POST, handler)
            .layer(axum::extract::DefaultBodyLimit::max(most))
            .route_layer(from_fn(move |request: Request, next: Next| guard(act, false, request, next)));
        self.router = self.router.route(path, guarded);
        self.list.push(route);
        self
    }

    /// A route of the API that takes up to `most` bytes.
    pub(crate) fn api_large<H: Handler<T, Web>, T: 'static>(
        mut self,
        path: &'static str,
        act: Act,
        most: usize,
        doc: Doc,
        handler: H,
    ) -> Self {
        let route = Route { method: "POST", path, act, face: Face::Api, doc: Some(doc) };
        let guarded = on(MethodFilter::POST, handler)
            .layer(axum::extract::DefaultBodyLimit::max(most))
            .route_layer(from_fn(move |request: Request, next: Next| guard(act, false, request, next)));
        self.router = self.router.route(path, guarded);
        self.list.push(route);
        self
    }

    /// A form's target that shows the text again when the caller sends too much, instead of being refused before it is read.
    pub(crate) fn form<H: Handler<T, Web>, T: 'static>(self, path: &'static str, act: Act, handler: H) -> Self {
        self.put_with(Route { method: "POST", path, act, face: Face::Page, doc: None }, true, handler)
    }

    /// A file or machine address.
    pub(crate) fn machine<H: Handler<T, Web>, T: 'static>(self, path: &'static str, act: Act, handler: H) -> Self {
        self.put(Route { method: "GET", path, act, face: Face::Machine, doc: None }, handler)
    }

    /// An address that other programs post to, guarded by a secret in its path instead of a form token.
    pub(crate) fn machine_post<H: Handler<T, Web>, T: 'static>(self, path: &'static str, act: Act, handler: H) -> Self {
        self.put(Route { method: "POST", path, act, face: Face::Machine, doc: None }, handler)
    }

    /// A route of the API, with what its document says.
    pub(crate) fn api<H: Handler<T, Web>, T: 'static>(
        self,
        method: &'static str,
        path: &'static str,
        act: Act,
        doc: Doc,
        handler: H,
    ) -> Self {
        self.put(Route { method, path, act, face: Face::Api, doc: Some(doc) }, handler)
    }

    fn put<H: Handler<T, Web>, T: 'static>(self, route: Route, handler: H) -> Self {
        self.put_with(route, false, handler)
    }

    fn put_with<H: Handler<T, Web>, T: 'static>(mut self, route: Route, takes_limited: bool, handler: H) -> Self {
        let filter = match route.method {
            "POST" => MethodFilter::POST,
            "PUT" => MethodFilter::PUT,
            "PATCH" => MethodFilter::PATCH,
            "DELETE" => MethodFilter::DELETE,
            _ => MethodFilter::GET,
        };
        let act = route.act;
        let guarded =
            on(filter, handler).route_layer(from_fn(move |request: Request, next: Next| guard(act, takes_limited, request, next)));
        self.router = self.router.route(route.path, guarded);
        self.list.push(route);
        self
    }
}

async fn guard(act: Act, takes_limited: bool, request: Request, next: Next) -> Response {
    let Some(visit) = request.extensions().get::<Visit>() else {
        return Oops(app::Error::Broken("a request came past the door".into())).into_response();
    };
    if let Some(refusal) = visit.limited.clone().filter(|_| !takes_limited) {
        return Oops(refusal.into()).into_response();
    }
    match access::enter(&visit.ctx.viewer, act) {
        Ok(()) => next.run(request).await,
        Err(refusal) => Oops(refusal.into()).into_response(),
    }
}
