/// The rules of a bundle in memory, one function a group; collects what is broken.
final class BundleChecks {
    let bundle: TokenBundle
    private(set) var problems: [BundleProblem] = []

    init(bundle: TokenBundle) { self.bundle = bundle }

    func run() {
        problems += PlanChecks.problems(in: bundle.plan)
        checkPositions()
        checkSeconds()
        checkFrames()
        problems += BundleInputs.problems(in: bundle)
        checkMetadata()
    }

    private func report(_ subject: String, _ message: String) {
        problems.append(BundleProblem(subject: subject, message: message))
    }

    private func expect(_ condition: Bool, _ subject: String, _ message: @autoclosure () -> String) {
        if !condition { report(subject, message()) }
    }

    private func checkPositions() {
        expect(
            bundle.positions.count == 3 * bundle.modality.count, "position_ids",
            "\(bundle.positions.count) ids for \(bundle.modality.count) positions on 3 axes")
        let isSound =
            switch bundle.positions {
            case .integer(let ids): ids.allSatisfy { $0 >= 0 }
            case .fractional(let ids): ids.allSatisfy { $0 >= 0 && $0 < .infinity }
            }
        expect(isSound, "position_ids", "an id is negative or not a number")
    }

    private func checkSeconds() {
        var start = -Double.infinity
        for (index, window) in bundle.windows.enumerated() {
            expect(
                window.seconds.lowerBound >= start && window.seconds.upperBound < .infinity, "window_seconds",
                "window \(index) is not in the order of time")
            start = window.seconds.lowerBound
        }
    }

    private func checkFrames() {
        expect(
            bundle.frameIndex.count == bundle.frameSeconds.count, "frame_seconds",
            "\(bundle.frameSeconds.count) times for \(bundle.frameIndex.count) frames")
        expect(
            zip(bundle.frameIndex, bundle.frameIndex.dropFirst()).allSatisfy { $0 <= $1 }
                && (bundle.frameIndex.first ?? 0) >= 0, "frame_index", "indices are not in presentation order")
        expect(
            zip(bundle.frameSeconds, bundle.frameSeconds.dropFirst()).allSatisfy { $0 <= $1 }
                && bundle.frameSeconds.allSatisfy(\.isFinite), "frame_seconds", "times are not in presentation order")
        expect(
            (bundle.frameIndex.count + 1) / 2 == bundle.patchCount, "frame_index",
            "\(bundle.frameIndex.count) frames for \(bundle.patchCount) patches")
    }

    private func checkMetadata() {
        let metadata = bundle.metadata
        expect(metadata.gridTHW.count == 3, "grid_thw", "needs three numbers")
        if metadata.gridTHW.count == 3 {
            let merged = [metadata.gridTHW[0], metadata.gridTHW[1] / 2, metadata.gridTHW[2] / 2]
            expect(
                merged == [bundle.patchCount, bundle.grid.height, bundle.grid.width], "grid_thw",
                "\(metadata.gridTHW) does not fit \(bundle.patchCount) patches of \(bundle.grid.height) x \(bundle.grid.width)"
            )
        }
        expect(metadata.dimension >= 1, "dimension", "\(metadata.dimension)")
        for (key, digest) in [
            ("source_sha256", metadata.sourceSHA256), ("config_sha256", metadata.configSHA256),
            ("saliency_sha256", metadata.saliencySHA256 ?? metadata.configSHA256),
        ] {
            let isDigest = digest.utf8.count == 64 && digest.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
            expect(isDigest, key, "\"\(digest)\" is not 64 hex digits")
        }
        if let part = metadata.part {
            expect(part.isSound, "part_origin_seconds", "\(part) is no part of a recording")
        }
        expect(["linspace", "interval"].contains(metadata.sampling), "sampling", "\"\(metadata.sampling)\"")
        expect(["true", "processor"].contains(metadata.timing), "timing", "\"\(metadata.timing)\"")
    }
}
