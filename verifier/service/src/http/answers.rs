//! Answers in the API's description that more than one operation gives: problem documents (RFC 9457) with their headers.

use std::collections::BTreeMap;
use utoipa::IntoResponses;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, Header, Ref, RefOr};

/// Answers by their status.
pub(super) type Answers = BTreeMap<String, RefOr<Response>>;

/// A problem document.
pub(super) fn problem(description: &str) -> ResponseBuilder {
    let document = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(description).content("application/problem+json", document)
}

/// A problem document that says what would have to be shown.
pub(super) fn challenge(description: &str) -> ResponseBuilder {
    problem(description)
        .header("WWW-Authenticate", header(Type::String, "What would have to be shown, RFC 9110 §11.6.1"))
}

/// A problem document that says when to try again.
pub(super) fn later(description: &str) -> ResponseBuilder {
    problem(description).header("Retry-After", header(Type::Integer, "Seconds after which to try again"))
}

/// A header of an answer.
pub(super) fn header(kind: Type, description: &str) -> Header {
    let schema = ObjectBuilder::new().schema_type(kind).build();
    HeaderBuilder::new().schema(Some(schema)).description(Some(description)).build()
}

/// Answers with these statuses.
pub(super) fn answers<const N: usize>(list: [(&str, ResponseBuilder); N]) -> Answers {
    list.into_iter().map(|(status, answer)| (status.to_owned(), answer.build().into())).collect()
}

/// What is asked cannot be done in the control's present state.
pub(super) struct WrongState;

impl IntoResponses for WrongState {
    fn responses() -> Answers {
        answers([("409", problem("`wrong_state`: not possible in the control's present state"))])
    }
}

/// Too much waits for a worker; nothing has happened.
pub(super) struct Busy;

impl IntoResponses for Busy {
    fn responses() -> Answers {
        answers([("503", later("`busy`: too much is waiting; nothing has happened"))])
    }
}
