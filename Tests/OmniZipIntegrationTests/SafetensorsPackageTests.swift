import OmniZipTestSupport
import Testing

/// Python's own safetensors package reads the bundles: names, types and shapes of the bundle's table.
@Suite struct SafetensorsPackageTests {
    @Test(arguments: ["speech-object.mp4", "silent.mp4", "audio-only.m4a"])
    func readsABundle(clip: String) throws {
        let run = try SampleRuns.standard()
        let bundle = try run.bundle(clip)
        let output = try PythonTool.run(Self.program, arguments: [run.path(clip + ".safetensors")])
        let counts = [
            bundle.keptCount, bundle.modality.count, bundle.audioKeep.count, bundle.merges.target.count,
            bundle.windows.count, bundle.frameIndex.count,
        ]
        #expect(output == "sound \(counts.map(String.init).joined(separator: " "))\n")
    }

    /// Checks every tensor by numpy alone, then prints L, M, A, K, N and F.
    private static let program = """
        import json, sys
        import numpy as np
        from safetensors import safe_open
        from safetensors.numpy import load_file

        path = sys.argv[1]
        t = load_file(path)
        with safe_open(path, "numpy") as f:
            meta, keys = f.metadata(), set(f.keys())
        T, H, W = t["video_keep"].shape
        M, A, K, N, F = len(t["modality"]), len(t["audio_keep"]), len(t["merge_target"]), len(t["window_rate"]), len(t["frame_index"])
        L, D = t["tokens"].shape
        table = {
            "tokens": ("float16", (L, int(meta["dimension"]))), "keep": ("bool", (M,)), "modality": ("uint8", (M,)),
            "position_ids": ("int32", (3, M)), "video_keep": ("bool", (T, H, W)), "audio_keep": ("bool", (A,)),
            "audio_saliency": ("float32", (A,)), "audio_video_score": ("float32", (A,)),
            "merge_target": ("int32", (K,)), "merge_source": ("int32", (K,)), "merge_weight": ("float32", (K,)),
            "window_patches": ("int32", (N, 2)), "window_audio": ("int32", (N, 2)), "window_seconds": ("float64", (N, 2)),
            "window_retention": ("float32", (N,)), "window_base_rate": ("float32", (N,)), "window_rate": ("float32", (N,)),
            "frame_index": ("int64", (F,)), "frame_seconds": ("float64", (F,)),
            "frames": ("uint8", (0, int(meta["resized_height"]), int(meta["resized_width"]), 3)),
            "packed_frames": ("uint8", (0,)), "packed_frame_ends": ("int64", (0,)), "log_mel": ("float32", (128, 0)),
        }
        assert keys == set(table), keys ^ set(table)
        for name, (dtype, shape) in table.items():
            assert (str(t[name].dtype), t[name].shape) == (dtype, shape), (name, t[name].dtype, t[name].shape)
        assert M == T * H * W + A and L == t["keep"].sum() == t["video_keep"].sum() + t["audio_keep"].sum()
        assert np.array_equal(t["keep"][t["modality"] == 1], t["video_keep"].ravel())
        assert np.array_equal(t["keep"][t["modality"] == 2], t["audio_keep"])
        assert json.loads(meta["grid_thw"]) == [T, 2 * H, 2 * W]
        assert np.isfinite(t["tokens"].astype("f4")).all()
        assert t["position_ids"].min() >= 0 and t["position_ids"].max() < float(meta["next_position"])
        kept = np.flatnonzero(t["keep"])
        assert np.isin(t["merge_target"], kept).all()
        for target in np.unique(t["merge_target"]):
            own = t["merge_target"] == target
            assert abs(t["merge_weight"][own].sum() - 1) < 1e-5 and target in t["merge_source"][own]
        wanted = set('''schema generator generator_version profile encoder encoder_version dimension scope rho_audio rho_video
            contextual_ratio merge_count rate_min rate_max grid_thw resized_height resized_width sampling timing fps_effective
            seconds_per_grid mel_frames audio_samples audio_lead_seconds audio_truncated next_position source_name source_bytes
            source_sha256 config_sha256 content frame_storage'''.split())
        assert wanted <= set(meta), wanted - set(meta)
        assert meta["schema"] == "omnizip.bundle/1"
        print("sound", L, M, A, K, N, F)
        """
}
