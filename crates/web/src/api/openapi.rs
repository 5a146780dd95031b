//! The OpenAPI document, made from the inventory of routes and the types of their bodies.

use crate::oops::Problem;
use crate::routes::{Face, Route};
use domain::access;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn, PathItem, PathsBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{Object, SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApiBuilder, Ref, RefOr, Required, ResponseBuilder, Schema};
use utoipa::{PartialSchema, ToSchema};

type Named = (String, RefOr<Schema>);

/// A body in the document: the name of its schema and everything that it refers to.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    name: String,
    media: &'static str,
    schemas: fn(&mut Vec<Named>),
}

/// What the document says of a route.
#[derive(Debug, Clone)]
pub(crate) struct Doc {
    tag: &'static str,
    summary: &'static str,
    request: Option<Shape>,
    response: Option<(u16, Shape)>,
    /// Status of an answer without a body.
    bare: u16,
    query: Vec<(&'static str, &'static str)>,
}

fn collect<T: ToSchema>(into: &mut Vec<Named>) {
    into.push((T::name().into_owned(), <T as PartialSchema>::schema()));
    T::schemas(into);
}

fn shape<T: ToSchema>() -> Shape {
    Shape { name: T::name().into_owned(), media: "application/json", schemas: collect::<T> }
}

impl Doc {
    /// Begins with the noun and a sentence.
    pub(crate) fn new(tag: &'static str, summary: &'static str) -> Self {
        Self { tag, summary, request: None, response: None, bare: 204, query: Vec::new() }
    }

    /// The JSON body that it takes.
    pub(crate) fn takes<T: ToSchema>(mut self) -> Self {
        self.request = Some(shape::<T>());
        self
    }

    /// Raw bytes that it takes.
    pub(crate) fn takes_bytes(mut self, media: &'static str) -> Self {
        self.request = Some(Shape { name: "Bytes".to_owned(), media, schemas: |_| {} });
        self
    }

    /// The JSON body that it answers with 200.
    pub(crate) fn gives<T: ToSchema>(mut self) -> Self {
        self.response = Some((200, shape::<T>()));
        self
    }

    /// The JSON body that it answers with 201.
    pub(crate) fn makes<T: ToSchema>(mut self) -> Self {
        self.response = Some((201, shape::<T>()));
        self
    }

    /// It answers 202: what was asked is done later.
    pub(crate) fn promises(mut self) -> Self {
        self.bare = 202;
        self
    }

    /// A query parameter with its meaning.
    pub(crate) fn asks(mut self, name: &'static str, meaning: &'static str) -> Self {
        self.query.push((name, meaning));
        self
    }

    /// The query of paged lists.
    pub(crate) fn paged(self) -> Self {
        self.asks("limit", "Items of a page, 1 to 200; 50 by default.").asks("cursor", "Cursor from `next` or the `Link` header.")
    }
}

/// Writes the document.
pub(crate) fn document(routes: &[Route]) -> String {
    let mut schemas = Vec::new();
    collect::<Problem>(&mut schemas);
    let mut paths = PathsBuilder::new();
    for route in routes.iter().filter(|route| route.face == Face::Api) {
        let Some(doc) = &route.doc else { continue };
        for shape in doc.request.iter().chain(doc.response.iter().map(|(_, shape)| shape)) {
            (shape.schemas)(&mut schemas);
        }
        let item = PathItem::new(method(route.method), operation(route, doc));
        paths = paths.path(route.path, item);
    }
    schemas.sort_by(|a, b| a.0.cmp(&b.0));
    schemas.dedup_by(|a, b| a.0 == b.0);
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme("token", SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()))
        .build();
    let info =
        InfoBuilder::new().title("Hinomi").version("v1").description(Some("The API of Hinomi; every act on a page has a route here."));
    let document = OpenApiBuilder::new().info(info.build()).paths(paths.build()).components(Some(components)).build();
    let mut text = document.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

fn method(name: &str) -> HttpMethod {
    match name {
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        "PATCH" => HttpMethod::Patch,
        "DELETE" => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}

fn operation(route: &Route, doc: &Doc) -> utoipa::openapi::path::Operation {
    let mut operation = OperationBuilder::new().tag(doc.tag).summary(Some(doc.summary)).operation_id(Some(operation_id(route)));
    if let Some(scope) = access::scope(route.act) {
        operation = operation.security(SecurityRequirement::new("token", [scope]));
    }
    for name in route.path.split(['{', '}']).skip(1).step_by(2) {
        operation = operation.parameter(parameter(name, ParameterIn::Path, None));
    }
    for (name, meaning) in &doc.query {
        operation = operation.parameter(parameter(name, ParameterIn::Query, Some(meaning)));
    }
    if matches!(route.method, "PUT" | "PATCH") {
        operation = operation.parameter(parameter("If-Match", ParameterIn::Header, Some("The `ETag` that was read.")));
    }
    if route.method != "GET" {
        operation = operation.parameter(parameter(
            "dry_run",
            ParameterIn::Query,
            Some("`1`: the same checks, nothing changed; 204 where something would be made."),
        ));
    }
    if let Some(shape) = &doc.request {
        let body = RequestBodyBuilder::new().content(shape.media, content(shape)).required(Some(Required::True)).build();
        operation = operation.request_body(Some(body));
    }
    let (status, answer) = match &doc.response {
        Some((status, shape)) => (*status, ResponseBuilder::new().description("Done.").content(shape.media, content(shape))),
        None => (doc.bare, ResponseBuilder::new().description("Done.")),
    };
    let problem = Shape { name: "Problem".to_owned(), media: "application/problem+json", schemas: |_| {} };
    if status == 201 && route.method != "GET" {
        operation = operation.response("204", ResponseBuilder::new().description("A dry run: it would be made.").build());
    }
    operation
        .response(status.to_string(), answer.build())
        .response("default", ResponseBuilder::new().description("Refused.").content(problem.media, content(&problem)).build())
        .build()
}

fn content(shape: &Shape) -> utoipa::openapi::Content {
    if shape.name == "Bytes" {
        let bytes = Object::with_type(SchemaType::Type(Type::String));
        return ContentBuilder::new().schema(Some(RefOr::T(Schema::Object(bytes)))).build();
    }
    ContentBuilder::new().schema(Some(RefOr::Ref(Ref::from_schema_name(&shape.name)))).build()
}

fn parameter(name: &str, place: ParameterIn, meaning: Option<&str>) -> utoipa::openapi::path::Parameter {
    let required = if place == ParameterIn::Path { Required::True } else { Required::False };
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(required)
        .description(meaning)
        .schema(Some(RefOr::T(Schema::Object(Object::with_type(SchemaType::Type(Type::String))))))
        .build()
}

/// `get_cases_number_stage` for `GET /api/v1/cases/{number}/stage`.
fn operation_id(route: &Route) -> String {
    let path: String = route.path.trim_start_matches("/api/v1/").chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let mut id = format!("{}_{path}", route.method.to_lowercase());
    while id.contains("__") {
        id = id.replace("__", "_");
    }
    id.trim_end_matches('_').to_owned()
}
