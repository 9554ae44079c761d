//! A page to browse the API's description: plain HTML made here, without a script and without a third party.

use super::openapi::description;
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use serde_json::Value;
use std::fmt::Write;

pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/docs", get(browse))
        .route("/docs.css", get(|| async { ([("content-type", "text/css")], STYLE) }))
}

const STYLE: &str = include_str!("docs.css");

/// This description, to browse
#[utoipa::path(get, path = "/docs", tag = "System", operation_id = "browse", responses(
    (status = 200, description = "A page", body = String, content_type = "text/html"),
))]
pub(super) async fn browse() -> Html<String> {
    Html(page(&description()))
}

fn page(description: &Value) -> String {
    let mut html = String::from(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>idkontroll: the API</title>\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <link rel=\"stylesheet\" href=\"/docs.css\"></head><body><main><h1>idkontroll</h1>",
    );
    let _ = write!(
        html,
        "<p>{}</p><p><a href=\"/openapi.json\">OpenAPI 3.1</a></p>",
        text(&description["info"]["description"])
    );
    contents(&mut html, description);
    for tag in tags(description) {
        party(&mut html, description, tag);
    }
    bodies(&mut html, &description["components"]["schemas"]);
    html.push_str("</main></body></html>");
    html
}

fn tags(description: &Value) -> impl Iterator<Item = &Value> {
    description["tags"].as_array().into_iter().flatten()
}

/// What `tag`, who the operations are for, may ask: path, method and operation.
fn operations<'a>(
    description: &'a Value,
    tag: &'a Value,
) -> impl Iterator<Item = (&'a str, &'a str, &'a Value)> {
    members(&description["paths"])
        .flat_map(|(path, methods)| {
            members(methods).map(move |(method, operation)| (path, method, operation))
        })
        .filter(|(_, _, operation)| operation["tags"][0] == tag["name"])
}

fn contents(html: &mut String, description: &Value) {
    html.push_str("<nav aria-label=\"Contents\">");
    for tag in tags(description) {
        let name = text(&tag["name"]);
        let _ = write!(html, "<div><h2><a href=\"#{name}\">{name}</a></h2><ul>");
        for (_, _, operation) in operations(description, tag) {
            let (id, summary) = (text(&operation["operationId"]), text(&operation["summary"]));
            let _ = write!(html, "<li><a href=\"#{id}\">{summary}</a></li>");
        }
        html.push_str("</ul></div>");
    }
    html.push_str("</nav>");
}

fn party(html: &mut String, description: &Value, tag: &Value) {
    let name = text(&tag["name"]);
    let _ = write!(html, "<h2 id=\"{name}\">{name}</h2><p>{}</p>", text(&tag["description"]));
    for (path, method, operation) in operations(description, tag) {
        describe(html, path, method, operation);
    }
}

fn bodies(html: &mut String, schemas: &Value) {
    html.push_str("<h2>Bodies</h2>");
    for (name, schema) in members(schemas) {
        let json = serde_json::to_string_pretty(schema).unwrap_or_default();
        let _ = write!(
            html,
            "<details id=\"{0}\"><summary>{0}</summary><pre>{1}</pre></details>",
            escaped(name),
            escaped(&json)
        );
    }
}

fn describe(html: &mut String, path: &str, method: &str, operation: &Value) {
    let summary = text(&operation["summary"]);
    let _ = write!(
        html,
        "<section id=\"{}\"><h3>{summary}</h3><p><code><b>{}</b> {}</code></p><ul>",
        text(&operation["operationId"]),
        escaped(&method.to_uppercase()),
        escaped(path)
    );
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let (name, place) = (text(&parameter["name"]), text(&parameter["in"]));
        let _ = write!(html, "<li><code>{name}</code> ({place}): {}</li>", text(&parameter["description"]));
    }
    if let Some(name) = schema_name(&operation["requestBody"]) {
        let _ = write!(html, "<li>body: <a href=\"#{name}\">{name}</a></li>");
    }
    html.push_str("</ul>");
    answers(html, &operation["responses"]);
    html.push_str("</section>");
}

fn answers(html: &mut String, responses: &Value) {
    html.push_str("<table><tbody>");
    for (status, response) in members(responses) {
        let body =
            schema_name(response).map_or_else(String::new, |name| format!("<a href=\"#{name}\">{name}</a>"));
        let _ = write!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{body}</td></tr>",
            escaped(status),
            text(&response["description"])
        );
    }
    html.push_str("</tbody></table>");
}

/// The name of the schema of a body.
fn schema_name(body: &Value) -> Option<String> {
    let (_, content) = members(&body["content"]).next()?;
    let reference = content["schema"]["$ref"].as_str()?;
    reference.rsplit('/').next().map(escaped)
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

/// Text of the description, in which `words for programs` stand between backticks.
fn text(value: &Value) -> String {
    let pieces = escaped(value.as_str().unwrap_or_default());
    pieces.split('`').enumerate().fold(String::new(), |html, (index, piece)| match index % 2 {
        0 => html + piece,
        _ => html + "<code>" + piece + "</code>",
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
