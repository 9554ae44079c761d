//! The relay: a phone or a desk reader passes APDUs; the server runs the chip session.

mod routes;

pub(crate) use routes::routes;
