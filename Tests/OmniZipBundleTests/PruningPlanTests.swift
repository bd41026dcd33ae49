import Foundation
import OmniZipCore
import Testing

@testable import OmniZipBundle

@Suite struct PruningPlanTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func aCompressedFileGivesItsPlanBack() throws {
        let plan = SamplePlans.sound()
        try SamplePlans.write(plan, to: folder.file("x"))
        #expect(try PruningPlan(path: folder.file("x")) == plan)
        #expect(plan.keptCount(of: .video) == 3 && plan.keptCount(of: .audio) == 2)
    }

    /// Told only where it is not OmniZip: files made before there were other methods keep their bytes.
    @Test(arguments: SelectionMethod.allCases)
    func aPlanKeepsItsMethod(_ method: SelectionMethod) throws {
        var plan = SamplePlans.sound()
        plan.method = method
        try SamplePlans.write(plan, to: folder.file("x"))
        #expect(try PruningPlan(path: folder.file("x")).method == method)
        let told = try SafetensorsReader(path: folder.file("x")).header.metadata["method"]
        #expect(told == (method == .omnizip ? nil : method.rawValue))
        var bundle = SampleBundles.sound()
        bundle.metadata.method = method
        #expect(bundle.plan.method == method)
    }

    @Test(arguments: [BundleContent.tokens, .plan])
    func aBundleGivesItsPlan(content: BundleContent) throws {
        let bundle = SampleBundles.sound(content: content)
        let path = folder.file("x")
        let spool = content == .tokens ? try SampleBundles.spool(for: bundle, path: path) : nil
        try BundleWriter.write(bundle, tokens: spool, to: path)
        #expect(try PruningPlan(path: path) == bundle.plan)
        #expect(bundle.plan.keep == bundle.keep)
    }

    @Test func otherFilesAreNoPlans() throws {
        let writer = try SafetensorsWriter(
            path: folder.file("other"), tensors: [.init("x", .u8, [1])], metadata: ["schema": "other/1"])
        try writer.write([UInt8(1)], to: "x")
        try writer.publish()
        var error = #expect(throws: BundleError.self) { try PruningPlan(path: folder.file("other")) }
        #expect(error?.code == .unsupported && error?.cause == "the schema is \"other/1\"")
        error = #expect(throws: BundleError.self) { try PruningPlan(path: try folder.put([1, 2, 3], as: "cut")) }
        #expect(error?.code == .malformed)
        error = #expect(throws: BundleError.self) { try PruningPlan(path: folder.file("missing")) }
        #expect(error?.code == .system)
    }

    private typealias Damage = (inout PruningPlan) -> Void

    @Test func hostilePlansAreRefused() throws {
        func merges(_ target: [Int32], _ source: [Int32], _ weight: [Float]) -> MergeTable {
            MergeTable(target: target, source: source, weight: weight)
        }
        let cases: [(String, Damage)] = [
            ("merge_source: entry 1: position 10 is not in", { $0.merges = merges([2, 2], [2, 10], [0.5, 0.5]) }),
            ("merge_source: entry 1: position -1 is not", { $0.merges = merges([2, 2], [2, -1], [0.5, 0.5]) }),
            ("merge_target: entry 0: position 2000000000", { $0.merges = merges([2_000_000_000], [2], [1]) }),
            ("merge_target: entry 0: position 3 is not kept", { $0.merges = merges([3], [3], [1]) }),
            ("merge_weight: entry 1: nan is not a share", { $0.merges = merges([2, 2], [2, 3], [0.5, .nan]) }),
            ("merge_weight: entry 1: -1.0 is not a share", { $0.merges = merges([2, 2], [2, 3], [2, -1]) }),
            ("merge_weight: the weights of target 2", { $0.merges = merges([2, 2], [2, 3], [0.5, .infinity]) }),
            ("merge_source: entry 1: position 1 is not of", { $0.merges = merges([2, 2], [2, 1], [0.5, 0.5]) }),
            ("merge_source: entry 1: position 9 is kept", { $0.merges = merges([2, 2], [2, 9], [0.5, 0.5]) }),
            ("window_patches: window 1 begins", { $0.windows[1].patches = 2..<3 }),
            ("window_rate: window 0: 7.0", { $0.windows[0].rate = 7 }),
            ("audio_saliency: a value is not finite", { $0.audioSaliency[0] = .nan }),
            ("video_keep: 3 of 6 tokens are kept", { $0.parameters.rhoVideo = 0.7 }),
        ]
        for (message, damage) in cases {
            var plan = SamplePlans.sound()
            damage(&plan)
            try SamplePlans.write(plan, to: folder.file("x"))
            let error = #expect(throws: BundleError.self) { try PruningPlan(path: folder.file("x")) }
            #expect(error?.code == .invalid && error?.path == folder.file("x"))
            #expect(error?.cause.hasPrefix(message) == true, "\(message): \(String(describing: error))")
        }
    }
}
