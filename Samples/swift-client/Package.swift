// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "swift-client",
    platforms: [.macOS(.v15)],
    dependencies: [
        // Yours would say .package(url: "...", from: "...").
        .package(name: "omnizip", path: "../..")
    ],
    targets: [
        .executableTarget(
            name: "swift-client",
            dependencies: [
                .product(name: "OmniZipPreview", package: "omnizip"),
                .product(name: "OmniZipIngest", package: "omnizip"),
                .product(name: "OmniZipBundle", package: "omnizip"),
                .product(name: "OmniZipCore", package: "omnizip"),
            ])
    ],
    swiftLanguageModes: [.v6]
)
