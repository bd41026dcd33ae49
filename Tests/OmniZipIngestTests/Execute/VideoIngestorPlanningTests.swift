import OmniZipBundle
import OmniZipCore
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

/// Plans of bundles, made once more from what the bundles tell.
@Suite struct VideoIngestorPlanningTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The bundle of a clip with sound, four patches in three windows or so.
    private func made(_ method: SelectionMethod) throws -> (ingestor: VideoIngestor, bundle: TokenBundle) {
        var configuration = IngestConfiguration()
        configuration.method = method
        configuration.maxFrames = 8
        configuration.content = .plan
        let ingestor = try VideoIngestor(configuration: configuration)
        let path = folder.path("\(method).safetensors")
        _ = try ingestor.ingest(
            path: try SampleClips.path("speech-object.mp4"), name: "a.mp4", bundlePath: path,
            documentPath: path + ".json")
        return (ingestor, try BundleReader(path: path).bundle)
    }

    @Test(arguments: [SelectionMethod.omnizip, .fixed, .uniform])
    func aBundlesPlanIsTheOneItWasMadeWith(_ method: SelectionMethod) throws {
        let (ingestor, bundle) = try made(method)
        let plan = try ingestor.plan(of: bundle).compression
        let kept = plan.windows.map { window in
            let cells = window.patches.flatMap { $0 * bundle.grid.count..<($0 + 1) * bundle.grid.count }
            return cells.count { bundle.videoKeep[$0] }
        }
        #expect(plan.keptCells == kept)
        #expect(plan.rate.map { Float($0) } == bundle.windows.map(\.rate))
        let guided = try ingestor.guidedPlan(of: bundle).compression
        #expect((guided == plan) == (method != .fixed))
    }

    @Test func aNegativeSeedIsRefused() {
        var configuration = IngestConfiguration()
        (configuration.method, configuration.seed) = (.random, -1)
        let error = #expect(throws: ConfigurationError.self) { try VideoIngestor(configuration: configuration) }
        #expect(error?.subject == "seed")
    }
}
