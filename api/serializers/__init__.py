"""What comes in and what goes out, apart: input serializers check, output serializers present."""
