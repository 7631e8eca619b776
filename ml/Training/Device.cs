namespace ServerlessML.Ml.Training;

public enum Device
{
    Cpu,
    Cuda,
}
