//! Writes the data groups that a specimen may have beside those it needs, for `IssueOptions::further_data_groups`.

mod details;
mod extensible;
mod images;

pub use details::{Person, document_details, optional_details, personal_details, persons_to_notify};
pub use extensible::{face_in_39794_5, fingers_in_39794_4, irises_in_39794_6};
pub use images::{displayed_portrait, displayed_signature, fingers_in_19794_4};
