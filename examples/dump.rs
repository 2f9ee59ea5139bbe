use docparity::{
    locale::Locale,
    parse::{self, Markup},
};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let p = parse::parse(
        "x.md".into(),
        Locale::new(&a[2]).unwrap(),
        std::fs::read_to_string(&a[1]).unwrap(),
        Markup::Markdown,
    )
    .0;
    for b in &p.blocks {
        println!("{:?} s{} d{} {:?} {:?}", b.kind, b.section, b.list_depth, b.note, p.block_text(b));
        for i in p.block_inlines(b) {
            println!("      {:?} {:?} -> {}", i.kind, &p.text[i.text.range()], p.destination(i));
        }
    }
}
