/// Where a document must agree with its bundle.
enum DocumentChecks {
    static func problems(bundle: TokenBundle, document: BundleDocument) -> [BundleProblem] {
        var problems: [BundleProblem] = []
        func expect<T: Equatable>(_ subject: String, _ found: T, _ wanted: T) {
            if found != wanted {
                problems.append(
                    BundleProblem(subject: "document", message: "\(subject) is \(found), the bundle says \(wanted)"))
            }
        }
        expect("schema", document.schema, BundleDocument.schema)
        expect("provenance", document.provenance, Provenance(bundle.metadata))
        expect("parameters", document.parameters, ParameterSummary(bundle.metadata.parameters))
        expect("sampling", document.sampling, SamplingSummary(bundle.metadata, frames: bundle.frameIndex.count))
        expect("source.name", document.source.name, bundle.metadata.sourceName)
        expect("source.bytes", document.source.bytes, bundle.metadata.sourceBytes)
        expect("source.sha256", document.source.sha256, bundle.metadata.sourceSHA256)
        expect("source.part", document.source.part, bundle.metadata.part)
        expect("counts", document.counts, CountSummary(bundle))
        // Documents made before bundles could hold inputs do not speak of them.
        expect("inputs", document.inputs ?? InputSummary(.none, bundle.metadata), InputSummary(bundle))
        expect("windows", document.windows, WindowSummary.table(of: bundle))
        expect("cost.full.tokens", document.cost.full.tokens, document.counts.block.total)
        expect("cost.compressed.tokens", document.cost.compressed.tokens, document.counts.block.kept)
        return problems
    }
}
