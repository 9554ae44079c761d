//! The machine readable zone, ICAO 9303-3 §4, of every document size.

mod check_digit;
mod compose;
mod date;
mod fields;
mod format;
mod french;
mod icao;
mod issuing_state;
mod parse;
mod report;
mod swiss;

pub use check_digit::check_digit;
pub use compose::compose_td3;
pub use date::{CalendarDate, MrzDate};
pub use fields::{CheckedField, MrzFields, Sex};
pub use format::MrzFormat;
pub use parse::{Mrz, MrzError};
pub use report::{MrzProblem, MrzReport};
