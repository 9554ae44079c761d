//! Bodies in the API's description that are bytes.

use utoipa::ToSchema;

/// A piece of a picture.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary, min_length = 1, max_length = 262144)]
pub(super) struct Piece(#[expect(dead_code, reason = "it describes")] Vec<u8>);

/// An evidence bundle.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
pub(super) struct Bundle(#[expect(dead_code, reason = "it describes")] Vec<u8>);
