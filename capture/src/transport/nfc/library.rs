//! The functions of libnfc 1.8 that are called, as its nfc.h declares them.

#![allow(unsafe_code, reason = "libnfc is written in C")]

use libloading::Library;
use std::env;
use std::ffi::{c_char, c_int, c_void};
use std::ptr::null_mut;
use std::sync::OnceLock;

/// The library's name; its major version vouches for the declarations below.
const NAME: &str = "libnfc.so.6";
/// How loud libnfc is on standard error; 0 is silent.
const LOUDNESS: &str = "LIBNFC_LOG_LEVEL";

/// nfc_modulation.
#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct Modulation {
    pub kind: c_int,
    pub baud_rate: c_int,
}

type Init = unsafe extern "C" fn(*mut *mut c_void);
type Open = unsafe extern "C" fn(*mut c_void, *const c_char) -> *mut c_void;
type Close = unsafe extern "C" fn(*mut c_void);
type InitiatorInit = unsafe extern "C" fn(*mut c_void) -> c_int;
type SetSwitch = unsafe extern "C" fn(*mut c_void, c_int, bool) -> c_int;
type SetNumber = unsafe extern "C" fn(*mut c_void, c_int, c_int) -> c_int;
type Select = unsafe extern "C" fn(*mut c_void, Modulation, *const u8, usize, *mut u8) -> c_int;
type Transceive = unsafe extern "C" fn(*mut c_void, *const u8, usize, *mut u8, usize, c_int) -> c_int;

/// libnfc, loaded and initialized once for the process, and never unloaded.
pub(super) struct Libnfc {
    pub context: *mut c_void,
    pub open: Open,
    pub close: Close,
    pub initiator_init: InitiatorInit,
    pub set_switch: SetSwitch,
    pub set_number: SetNumber,
    pub select: Select,
    pub transceive: Transceive,
    _library: Library,
}

// SAFETY: the context is only read after nfc_init: nfc_open takes settings and drivers from it. Nothing ever frees it.
unsafe impl Send for Libnfc {}
// SAFETY: as above.
unsafe impl Sync for Libnfc {}

impl Libnfc {
    /// The library; nothing when it is not installed.
    pub(super) fn get() -> Option<&'static Self> {
        static LOADED: OnceLock<Option<Libnfc>> = OnceLock::new();
        LOADED.get_or_init(Self::load).as_ref()
    }

    fn load() -> Option<Self> {
        if env::var_os(LOUDNESS).is_none() {
            // SAFETY: Rust's own accesses are under its lock; libnfc itself sets this variable in nfc_init, and what
            // is read of the environment elsewhere in C is read before readers are opened.
            unsafe { env::set_var(LOUDNESS, "0") };
        }
        // SAFETY: libnfc runs nothing when it is loaded. The types of the symbols are those of nfc.h; nfc_init stores a
        // context or leaves the null pointer.
        unsafe {
            let library = Library::new(NAME).ok()?;
            let init: Init = *library.get(b"nfc_init").ok()?;
            let mut context = null_mut();
            init(&raw mut context);
            Some(Self {
                context: Some(context).filter(|context| !context.is_null())?,
                open: *library.get(b"nfc_open").ok()?,
                close: *library.get(b"nfc_close").ok()?,
                initiator_init: *library.get(b"nfc_initiator_init").ok()?,
                set_switch: *library.get(b"nfc_device_set_property_bool").ok()?,
                set_number: *library.get(b"nfc_device_set_property_int").ok()?,
                select: *library.get(b"nfc_initiator_select_passive_target").ok()?,
                transceive: *library.get(b"nfc_initiator_transceive_bytes").ok()?,
                _library: library,
            })
        }
    }
}
