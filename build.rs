//! Nothing to build yet; and nothing to build anew because a page of the documents changed.
fn main() {
    println!("cargo:rerun-if-changed=build.rs");
}
