#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fedzk_fuzz::section10(data);
});
