namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>The functions of the C API that the stand-in calls; a number is the function's order in the public C header.</summary>
internal static unsafe class Api
{
    public static readonly nint CpuMemory = MakeCpuMemory();
    public static readonly nint DefaultAllocator = FindAllocator();

    public static int GetErrorCode(nint status) => ((delegate* unmanaged<nint, int>)Engine.Functions[1])(status);
    public static byte* GetErrorMessage(nint status) => ((delegate* unmanaged<nint, byte*>)Engine.Functions[2])(status);
    public static nint CreateEnv(
        int level, byte* id, nint* env) =>
        ((delegate* unmanaged<int, byte*, nint*, nint>)Engine.Functions[3])(
            level, id, env);
    public static nint CreateSession(
        nint env, void* path, nint options, nint* session) =>
        ((delegate* unmanaged<nint, void*, nint, nint*, nint>)Engine.Functions[7])(
            env, path, options, session);
    public static nint CreateSessionFromArray(
        nint env, void* model, nuint length, nint options, nint* session) =>
        ((delegate* unmanaged<nint, void*, nuint, nint, nint*, nint>)Engine.Functions[8])(
            env, model, length, options, session);
    public static nint Run(
        nint session, nint options, nint* inputNames, nint* inputs, nuint inputCount, nint* outputNames, nuint outputCount, nint* outputs) =>
        ((delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)Engine.Functions[9])(
            session, options, inputNames, inputs, inputCount, outputNames, outputCount, outputs);
    public static nint CreateSessionOptions(nint* options) => ((delegate* unmanaged<nint*, nint>)Engine.Functions[10])(options);
    public static nint SetSessionExecutionMode(
        nint options, int mode) =>
        ((delegate* unmanaged<nint, int, nint>)Engine.Functions[13])(
            options, mode);
    public static nint EnableMemPattern(nint options) => ((delegate* unmanaged<nint, nint>)Engine.Functions[16])(options);
    public static nint DisableMemPattern(nint options) => ((delegate* unmanaged<nint, nint>)Engine.Functions[17])(options);
    public static nint EnableCpuMemArena(nint options) => ((delegate* unmanaged<nint, nint>)Engine.Functions[18])(options);
    public static nint DisableCpuMemArena(nint options) => ((delegate* unmanaged<nint, nint>)Engine.Functions[19])(options);
    public static nint SetSessionLogSeverityLevel(
        nint options, int level) =>
        ((delegate* unmanaged<nint, int, nint>)Engine.Functions[22])(
            options, level);
    public static nint SetSessionGraphOptimizationLevel(
        nint options, int level) =>
        ((delegate* unmanaged<nint, int, nint>)Engine.Functions[23])(
            options, level);
    public static nint SetIntraOpNumThreads(
        nint options, int threads) =>
        ((delegate* unmanaged<nint, int, nint>)Engine.Functions[24])(
            options, threads);
    public static nint SetInterOpNumThreads(
        nint options, int threads) =>
        ((delegate* unmanaged<nint, int, nint>)Engine.Functions[25])(
            options, threads);
    public static nint SessionGetInputCount(
        nint session, nuint* count) =>
        ((delegate* unmanaged<nint, nuint*, nint>)Engine.Functions[30])(
            session, count);
    public static nint SessionGetOutputCount(
        nint session, nuint* count) =>
        ((delegate* unmanaged<nint, nuint*, nint>)Engine.Functions[31])(
            session, count);
    public static nint SessionGetInputTypeInfo(
        nint session, nuint index, nint* info) =>
        ((delegate* unmanaged<nint, nuint, nint*, nint>)Engine.Functions[33])(
            session, index, info);
    public static nint SessionGetOutputTypeInfo(
        nint session, nuint index, nint* info) =>
        ((delegate* unmanaged<nint, nuint, nint*, nint>)Engine.Functions[34])(
            session, index, info);
    public static nint SessionGetInputName(
        nint session, nuint index, nint allocator, nint* name) =>
        ((delegate* unmanaged<nint, nuint, nint, nint*, nint>)Engine.Functions[36])(
            session, index, allocator, name);
    public static nint SessionGetOutputName(
        nint session, nuint index, nint allocator, nint* name) =>
        ((delegate* unmanaged<nint, nuint, nint, nint*, nint>)Engine.Functions[37])(
            session, index, allocator, name);
    public static nint CreateRunOptions(nint* options) => ((delegate* unmanaged<nint*, nint>)Engine.Functions[39])(options);
    public static nint RunOptionsSetTerminate(nint options) => ((delegate* unmanaged<nint, nint>)Engine.Functions[46])(options);
    public static nint RunOptionsUnsetTerminate(nint options) => ((delegate* unmanaged<nint, nint>)Engine.Functions[47])(options);
    public static nint CreateTensorAsOrtValue(
        nint allocator, long* shape, nuint rank, int type, nint* value) =>
        ((delegate* unmanaged<nint, long*, nuint, int, nint*, nint>)Engine.Functions[48])(
            allocator, shape, rank, type, value);
    public static nint CreateTensorWithDataAsOrtValue(
        nint memory, void* data, nuint bytes, long* shape, nuint rank, int type, nint* value) =>
        ((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)Engine.Functions[49])(
            memory, data, bytes, shape, rank, type, value);
    public static nint GetTensorMutableData(
        nint value, void** data) =>
        ((delegate* unmanaged<nint, void**, nint>)Engine.Functions[51])(
            value, data);
    public static nint CastTypeInfoToTensorInfo(
        nint info, nint* tensor) =>
        ((delegate* unmanaged<nint, nint*, nint>)Engine.Functions[55])(
            info, tensor);
    public static nint GetOnnxTypeFromTypeInfo(
        nint info, int* type) =>
        ((delegate* unmanaged<nint, int*, nint>)Engine.Functions[56])(
            info, type);
    public static nint GetTensorElementType(
        nint tensor, int* type) =>
        ((delegate* unmanaged<nint, int*, nint>)Engine.Functions[60])(
            tensor, type);
    public static nint GetDimensionsCount(
        nint tensor, nuint* count) =>
        ((delegate* unmanaged<nint, nuint*, nint>)Engine.Functions[61])(
            tensor, count);
    public static nint GetDimensions(
        nint tensor, long* values, nuint count) =>
        ((delegate* unmanaged<nint, long*, nuint, nint>)Engine.Functions[62])(
            tensor, values, count);
    public static nint GetSymbolicDimensions(
        nint tensor, nint* names, nuint count) =>
        ((delegate* unmanaged<nint, nint*, nuint, nint>)Engine.Functions[63])(
            tensor, names, count);
    public static nint GetTensorShapeElementCount(
        nint tensor, nuint* count) =>
        ((delegate* unmanaged<nint, nuint*, nint>)Engine.Functions[64])(
            tensor, count);
    public static nint GetTensorTypeAndShape(
        nint value, nint* tensor) =>
        ((delegate* unmanaged<nint, nint*, nint>)Engine.Functions[65])(
            value, tensor);
    public static nint GetValueType(nint value, int* type) => ((delegate* unmanaged<nint, int*, nint>)Engine.Functions[67])(value, type);
    public static nint CreateCpuMemoryInfo(
        int allocatorType, int memoryType, nint* memory) =>
        ((delegate* unmanaged<int, int, nint*, nint>)Engine.Functions[69])(
            allocatorType, memoryType, memory);
    public static nint AllocatorFree(
        nint allocator, nint memory) =>
        ((delegate* unmanaged<nint, nint, nint>)Engine.Functions[76])(
            allocator, memory);
    public static nint GetAllocatorWithDefaultOptions(
        nint* allocator) =>
        ((delegate* unmanaged<nint*, nint>)Engine.Functions[78])(
            allocator);
    public static void ReleaseStatus(nint status) => ((delegate* unmanaged<nint, void>)Engine.Functions[93])(status);
    public static void ReleaseSession(nint session) => ((delegate* unmanaged<nint, void>)Engine.Functions[95])(session);
    public static void ReleaseValue(nint value) => ((delegate* unmanaged<nint, void>)Engine.Functions[96])(value);
    public static void ReleaseRunOptions(nint options) => ((delegate* unmanaged<nint, void>)Engine.Functions[97])(options);
    public static void ReleaseTypeInfo(nint info) => ((delegate* unmanaged<nint, void>)Engine.Functions[98])(info);
    public static void ReleaseTensorTypeAndShapeInfo(nint tensor) => ((delegate* unmanaged<nint, void>)Engine.Functions[99])(tensor);
    public static void ReleaseSessionOptions(nint options) => ((delegate* unmanaged<nint, void>)Engine.Functions[100])(options);
    public static nint SessionGetModelMetadata(
        nint session, nint* metadata) =>
        ((delegate* unmanaged<nint, nint*, nint>)Engine.Functions[111])(
            session, metadata);
    public static nint ModelMetadataGetProducerName(
        nint metadata, nint allocator, nint* text) =>
        ((delegate* unmanaged<nint, nint, nint*, nint>)Engine.Functions[112])(
            metadata, allocator, text);
    public static nint ModelMetadataGetGraphName(
        nint metadata, nint allocator, nint* text) =>
        ((delegate* unmanaged<nint, nint, nint*, nint>)Engine.Functions[113])(
            metadata, allocator, text);
    public static nint ModelMetadataGetDescription(
        nint metadata, nint allocator, nint* text) =>
        ((delegate* unmanaged<nint, nint, nint*, nint>)Engine.Functions[115])(
            metadata, allocator, text);
    public static nint ModelMetadataLookupCustomMetadataMap(
        nint metadata, nint allocator, byte* key, nint* text) =>
        ((delegate* unmanaged<nint, nint, byte*, nint*, nint>)Engine.Functions[116])(
            metadata, allocator, key, text);
    public static void ReleaseModelMetadata(nint metadata) => ((delegate* unmanaged<nint, void>)Engine.Functions[118])(metadata);
    public static nint ModelMetadataGetCustomMetadataMapKeys(
        nint metadata, nint allocator, nint** keys, long* count) =>
        ((delegate* unmanaged<nint, nint, nint**, long*, nint>)Engine.Functions[123])(
            metadata, allocator, keys, count);
    public static nint GetAvailableProviders(
        nint** names, int* count) =>
        ((delegate* unmanaged<nint**, int*, nint>)Engine.Functions[125])(
            names, count);
    public static nint ReleaseAvailableProviders(
        nint* names, int count) =>
        ((delegate* unmanaged<nint*, int, nint>)Engine.Functions[126])(
            names, count);
    public static nint GetStringTensorElementLength(
        nint value, nuint index, nuint* length) =>
        ((delegate* unmanaged<nint, nuint, nuint*, nint>)Engine.Functions[127])(
            value, index, length);
    public static nint GetStringTensorElement(
        nint value, nuint length, nuint index, void* text) =>
        ((delegate* unmanaged<nint, nuint, nuint, void*, nint>)Engine.Functions[128])(
            value, length, index, text);
    public static nint AddSessionConfigEntry(
        nint options, byte* key, byte* value) =>
        ((delegate* unmanaged<nint, byte*, byte*, nint>)Engine.Functions[130])(
            options, key, value);
    public static nint SessionOptionsAppendExecutionProvider_CUDA_V2(
        nint options, nint cuda) =>
        ((delegate* unmanaged<nint, nint, nint>)Engine.Functions[204])(
            options, cuda);
    public static nint CreateCUDAProviderOptions(nint* cuda) => ((delegate* unmanaged<nint*, nint>)Engine.Functions[205])(cuda);
    public static nint UpdateCUDAProviderOptions(
        nint cuda, nint* keys, nint* values, nuint count) =>
        ((delegate* unmanaged<nint, nint*, nint*, nuint, nint>)Engine.Functions[206])(
            cuda, keys, values, count);
    public static void ReleaseCUDAProviderOptions(nint cuda) => ((delegate* unmanaged<nint, void>)Engine.Functions[208])(cuda);
    public static nint GetResizedStringTensorElementBuffer(
        nint value, nuint index, nuint length, byte** buffer) =>
        ((delegate* unmanaged<nint, nuint, nuint, byte**, nint>)Engine.Functions[252])(
            value, index, length, buffer);

    private static nint MakeCpuMemory()
    {
        const int arenaAllocator = 1;
        const int defaultMemory = 0;
        nint memory;
        Status.Check(CreateCpuMemoryInfo(arenaAllocator, defaultMemory, &memory));
        return memory;
    }

    private static nint FindAllocator()
    {
        nint allocator;
        Status.Check(GetAllocatorWithDefaultOptions(&allocator));
        return allocator;
    }
}
