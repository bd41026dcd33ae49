import Foundation
import OmniZipBundle
import OmniZipCore
import OmniZipTestSupport
import Testing

@testable import OmniZipIngest

@Suite struct PlanApplicatorTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A plan made of one encoder's tokens.
    private func makePlan(_ scope: CompressionScope = .window, seed: UInt64 = 1) throws -> String {
        let path = folder.path("plan-\(scope.rawValue)-\(seed).safetensors")
        _ = try EmbeddingsCompressor(
            parameters: CompressionParameters(
                rhoAudio: 0.6, rhoVideo: 0.5, contextualRatio: 0.2, temporal: .merge, scope: scope)
        ).compress(RandomEmbeddings.file(seed: seed), named: "a.safetensors", to: path)
        return path
    }

    /// Tokens of a plan applied to whole matrices, as the tables say.
    private func expected(_ plan: PruningPlan, _ file: EmbeddingsFile) -> (video: [Float], audio: [Float]) {
        let columns = file.dimension
        var counts: [UInt8: Int] = [1: 0, 2: 0]
        var rows: [[Float]] = []
        for kind in plan.modality {
            let tokens = kind == 1 ? file.video : file.audio
            let row = counts[kind, default: 0]
            rows.append(Array(tokens.values[row * columns..<(row + 1) * columns]))
            counts[kind] = row + 1
        }
        var new = rows
        for target in Set(plan.merges.target) {
            var sum = [Double](repeating: 0, count: columns)
            for entry in 0..<plan.merges.count where plan.merges.target[entry] == target {
                let source = rows[Int(plan.merges.source[entry])]
                for k in 0..<columns { sum[k] += Double(plan.merges.weight[entry]) * Double(source[k]) }
            }
            new[Int(target)] = sum.map { Float($0) }
        }
        let kept = (plan.keep ?? []).indices.filter { plan.keep?[$0] == true }
        return (
            kept.filter { plan.modality[$0] == 1 }.flatMap { new[$0] },
            kept.filter { plan.modality[$0] == 2 }.flatMap { new[$0] }
        )
    }

    @Test(arguments: CompressionScope.allCases)
    func keepsAndMergesWhatThePlanSays(scope: CompressionScope) throws {
        let planPath = try makePlan(scope)
        let other = try RandomEmbeddings.file(dimension: 11, seed: 9)
        try other.write(to: folder.path("other.safetensors"))
        let report = try PlanApplicator(planPath: planPath)
            .apply(to: folder.path("other.safetensors"), output: folder.path("out.safetensors"))
        let reader = try SafetensorsReader(path: folder.path("out.safetensors"))
        let plan = try PruningPlan(path: planPath)
        let wanted = expected(plan, other)
        #expect(try reader.floats(of: "video_tokens") == wanted.video)
        #expect(try reader.floats(of: "audio_tokens") == wanted.audio)
        // The plan goes along, and can be applied again.
        // As text, in which a rate that is NaN equals itself.
        #expect(try "\(PruningPlan(path: folder.path("out.safetensors")))" == "\(plan)")
        #expect(reader.header.metadata["plan_name"] == FileName.last(of: planPath))
        #expect(reader.header.metadata["source_name"] == "other.safetensors")
        #expect(reader.header.metadata["dimension"] == "11")
        #expect(report.plan == planPath && report.scope == scope && report.merges == plan.merges.count)
        let merges = LinearMerges(plan)
        #expect(!merges.audio.isEmpty && !merges.video.isEmpty)
    }

    @Test func tokensAloneAreEnoughAndOnlyThoseThatAreUsedAreRead() throws {
        let planPath = try makePlan()
        let plan = try PruningPlan(path: planPath)
        let other = try RandomEmbeddings.file(dimension: 2, seed: 10)
        let used = Set(plan.merges.source.map { Int($0) })
        let places = MergeTable.blockPositions(of: 1, in: plan.modality)
        let unused = try #require(
            plan.videoKeep.indices.first { !plan.videoKeep[$0] && !used.contains(Int(places[$0])) })
        var video = other.video
        video.values[2 * unused] = .nan
        let writer = try SafetensorsWriter(
            path: folder.path("other"),
            tensors: [
                .init("audio_embeddings", .f32, [other.audio.rows, 2]),
                .init("video_embeddings", .f32, [video.rows, 2]),
            ], metadata: [:])
        try writer.write(other.audio.values, to: "audio_embeddings")
        try writer.write(video.values, to: "video_embeddings")
        try writer.publish()
        _ = try PlanApplicator(planPath: planPath).apply(to: folder.path("other"), output: folder.path("out"))
        let reader = try SafetensorsReader(path: folder.path("out"))
        #expect(try reader.floats(of: "video_tokens") == expected(plan, other).video)
    }

    @Test func anotherGeometryIsRefusedWithBoth() throws {
        let planPath = try makePlan()
        let other = try RandomEmbeddings.file(windows: 4, dimension: 2, seed: 10)
        try other.write(to: folder.path("other"))
        let failure = #expect(throws: EmbeddingsFailure.self) {
            try PlanApplicator(planPath: planPath).apply(to: folder.path("other"), output: folder.path("out"))
        }
        let error = failure?.underlying as? BundleError
        #expect(failure?.stage == .plan && error?.code == .mismatch && error?.path == folder.path("other"))
        #expect(
            error?.cause == "the plan is for 10 x 2 x 3 video and 36 audio tokens, the file holds 6 x 2 x 3 video "
                + "(36 rows) and 27 audio tokens")
        #expect(error?.remedy?.contains("--max-pixels") == true)
        #expect(!folder.files().contains("out"))
        // The same number of cells in another shape is another geometry.
        let turned = try EmbeddingsFile(
            audio: other.audio, video: other.video, saliency: other.saliency, patchCount: other.patchCount,
            grid: CellGrid(height: 3, width: 2), windows: other.windows, modality: nil)
        try turned.write(to: folder.path("turned"))
        let own = folder.path("own.safetensors")
        _ = try EmbeddingsCompressor().compress(other, named: "x", to: own)
        #expect(throws: EmbeddingsFailure.self) {
            try PlanApplicator(planPath: own).apply(to: folder.path("turned"), output: folder.path("out"))
        }
    }
}
