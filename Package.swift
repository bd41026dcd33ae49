// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "omnizip",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "omnizip", targets: ["OmniZipCLI"]),
        .library(name: "OmniZipCore", targets: ["OmniZipCore"]),
        .library(name: "OmniZipEncoders", targets: ["OmniZipEncoders"]),
        .library(name: "OmniZipBundle", targets: ["OmniZipBundle"]),
        .library(name: "OmniZipIngest", targets: ["OmniZipIngest"]),
        .library(name: "OmniZipPreview", targets: ["OmniZipPreview"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // System libraries: module map and the smallest shim for what Swift cannot import.
        .systemLibrary(
            name: "CFFmpeg", pkgConfig: "libavformat",
            providers: [
                .apt(["libavformat-dev", "libavcodec-dev", "libswscale-dev", "libswresample-dev", "libavutil-dev"])
            ]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas0-pthread"])]),

        // Arrows point down only.
        .executableTarget(
            name: "OmniZipCLI",
            dependencies: [
                "OmniZipPreview", "OmniZipIngest", "OmniZipMedia", "OmniZipEncoders", "OmniZipBundle", "OmniZipCore",
                "OmniZipFFmpeg", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .target(
            name: "OmniZipPreview",
            dependencies: [
                "OmniZipIngest", "OmniZipMedia", "OmniZipBundle", "OmniZipEncoders", "OmniZipCore", "OmniZipKernels",
                "OmniZipFFmpeg",
            ],
            // In the program itself: an installed one has no folder of resources beside it.
            resources: [.embedInCode("Page")]),
        .target(
            name: "OmniZipIngest",
            dependencies: [
                "OmniZipMedia", "OmniZipFFmpeg", "OmniZipEncoders", "OmniZipCore", "OmniZipBundle", "CLinux",
                .product(name: "Yams", package: "Yams"), .product(name: "Logging", package: "swift-log"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]),
        .target(name: "OmniZipBundle", dependencies: ["OmniZipCore"]),
        .target(name: "OmniZipEncoders", dependencies: ["OmniZipCore", "OmniZipKernels"]),
        .target(name: "OmniZipCore", dependencies: ["OmniZipKernels"]),
        .target(name: "OmniZipKernels", dependencies: ["COpenBLAS"]),
        .target(name: "OmniZipMedia", dependencies: ["OmniZipFFmpeg"]),
        .target(name: "OmniZipFFmpeg", dependencies: ["CFFmpeg"]),

        // Times the arithmetic stages for `make bench`; part of no product that is installed or depended on.
        .executableTarget(
            name: "omnizip-bench", dependencies: ["OmniZipEncoders", "OmniZipCore"], path: "bench/kernels"),

        // Tests: one target a module, and the built program on generated clips.
        .target(name: "OmniZipTestSupport", dependencies: [], path: "Tests/OmniZipTestSupport"),
        .testTarget(name: "OmniZipTestSupportTests", dependencies: ["OmniZipTestSupport"]),
        .testTarget(name: "OmniZipKernelsTests", dependencies: ["OmniZipKernels", "OmniZipTestSupport"]),
        .testTarget(
            name: "OmniZipCoreTests", dependencies: ["OmniZipCore", "OmniZipTestSupport"],
            resources: [.copy("Golden")]),
        .testTarget(
            name: "OmniZipEncodersTests", dependencies: ["OmniZipEncoders", "OmniZipTestSupport"],
            resources: [.copy("Golden")]),
        .testTarget(name: "OmniZipBundleTests", dependencies: ["OmniZipBundle", "OmniZipTestSupport"]),
        .testTarget(name: "OmniZipFFmpegTests", dependencies: ["OmniZipFFmpeg", "OmniZipTestSupport"]),
        .testTarget(name: "OmniZipMediaTests", dependencies: ["OmniZipMedia", "OmniZipTestSupport"]),
        .testTarget(
            name: "OmniZipIngestTests",
            dependencies: [
                "OmniZipIngest", "OmniZipMedia", "OmniZipFFmpeg", "OmniZipEncoders", "OmniZipCore", "OmniZipBundle",
                "OmniZipTestSupport", .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "OmniZipPreviewTests",
            dependencies: [
                "OmniZipPreview", "OmniZipIngest", "OmniZipMedia", "OmniZipEncoders", "OmniZipCore", "OmniZipBundle",
                "OmniZipTestSupport",
            ], exclude: ["Golden/make_reconstruction.py"],
            resources: [.copy("Expected"), .copy("Golden/reconstruction.json")]),
        // Runs the built program, so the program is a dependency.
        .testTarget(
            name: "OmniZipIntegrationTests",
            dependencies: [
                "OmniZipCLI", "OmniZipPreview", "OmniZipIngest", "OmniZipBundle", "OmniZipCore", "OmniZipTestSupport",
            ], exclude: ["Browser"]),
    ],
    swiftLanguageModes: [.v6]
)
